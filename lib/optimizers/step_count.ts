import { tf } from "../tensor/mod.ts";

/**
 * Number of steps made, as a variable that can be saved. It is read back only when somebody else assigned it, so that
 * a step needs no copy from the device.
 */
export class StepCount {
  readonly variable: tf.Variable;
  #known = 0;
  #knownData: tf.DataId;

  constructor() {
    this.variable = tf.tidy(() => tf.variable(tf.scalar(0), false));
    this.#knownData = this.variable.dataId;
  }

  /** Counts one more step. */
  advance(): number {
    if (this.variable.dataId !== this.#knownData) {
      this.#known = this.variable.dataSync()[0]!;
    }
    this.#known += 1;
    this.variable.assign(tf.scalar(this.#known));
    this.#knownData = this.variable.dataId;
    return this.#known;
  }
}

import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "../binding.ts";
import { refuseNested } from "./absent_values.ts";
import { differenceOf } from "./compare_traces.ts";
import { CompileError } from "./compile_error.ts";
import { GraphProgram } from "./graph_program.ts";
import type { Precision } from "../element_type.ts";
import { lowerPrecision } from "./precision.ts";
import { type TensorRecord, type Trace, traceStep } from "./trace.ts";
import { markForXla } from "./xla.ts";

/** How a step is compiled. */
export interface CompileOptions {
  /** What the step is called in messages. @default {"step"} */
  readonly name?: string;
  /**
   * Element type of convolutions, matrix products and the activations between them; weights, losses, statistics and
   * the optimiser stay in float32. `float16` wants its loss scaled. @default {"float32"}
   */
  readonly precision?: Precision;
  /** Let XLA compile the graph: slow to begin, seldom faster on a CPU. @default {false} */
  readonly xla?: boolean;
  /** Told once where the step runs eagerly because it could not be compiled. @default {console.warn} */
  readonly onWarning?: (warning: string) => void;
}

/** A step that runs as one call. */
export interface CompiledStep<I extends TensorRecord, O extends TensorRecord> {
  /**
   * Runs the step.
   *
   * @param inputs By name. New shapes are compiled when they are first met.
   * @param variant Passed to the step; each is compiled on its own, over the same variables.
   * @returns The outputs; the caller disposes of them. The inputs are not disposed of.
   */
  run(inputs: I, variant?: string): O;
  /** Gives the variables that the step assigned their values, to be saved or used elsewhere. */
  readBack(): void;
  /** Reads back and frees what TensorFlow holds. The step can be run again and is compiled anew then. */
  dispose(): void;
  /** False where the step runs eagerly. */
  readonly compiled: boolean;
}

/** A step: tensors in, tensors out; whatever else it changes are variables. */
export type Step<I extends TensorRecord, O extends TensorRecord> = (
  inputs: I,
  variant: string,
) => O;

/**
 * True where the trace is taken again before a run, to see whether the step freezes something that changes: ever more
 * seldom, after 1, 2, 4, 8 ... runs, so that it costs nothing in the long run.
 */
const isChecked = (runs: number) => runs > 0 && (runs & (runs - 1)) === 0;

/**
 * Turns a step (forward, loss, gradients, optimiser, running statistics) into one TensorFlow graph that runs as one
 * call, as `tf.function` does in Python. The step is written with the usual tensor functions and called once on tensors
 * without values; what it calls becomes the graph. Variables live in the session from then on: a variable that the step
 * assigned must be brought out by `readBack` before it is saved or used elsewhere; assigning it anew is taken in.
 *
 * Inside a step there must be no reading of values (`dataSync`), no random numbers of the host, no new variables, and
 * no JavaScript number that changes from call to call: such a number is an input. The step is traced several times to
 * find these out. A step is run eagerly where another backend than TensorFlow's is open, and, with a warning, where
 * TensorFlow refuses the graph.
 *
 * @param step The step.
 * @param options Name, precision, XLA.
 * @returns The compiled step. Nothing is traced before its first run.
 * @throws {CompileError} At a run, where the step does what a graph cannot hold; names the operation.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { compile } from "./compile.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const total = tf.variable(tf.scalar(1));
 * const add = compile(({ x }: { x: tf.Tensor }) => {
 *   total.assign(tf.add(total, x));
 *   return { double: tf.mul(total, 2) };
 * });
 * for (const value of [2, 3]) add.run({ x: tf.scalar(value) });
 * add.readBack();
 * if (total.dataSync()[0] !== 6) throw new Error();
 * add.dispose();
 * ```
 */
export function compile<I extends TensorRecord, O extends TensorRecord>(
  step: Step<I, O>,
  options: CompileOptions = {},
): CompiledStep<I, O> {
  return new StepCompiler(step, options);
}

/** A trace and how often it was run. */
interface Entry {
  readonly index: number;
  runs: number;
}

class StepCompiler<I extends TensorRecord, O extends TensorRecord>
  implements CompiledStep<I, O> {
  readonly #step: Step<I, O>;
  readonly #options: CompileOptions;
  readonly #traces: Trace[] = [];
  readonly #entries = new Map<string, Entry>();
  #program: GraphProgram | undefined;
  #eager = false;

  constructor(step: Step<I, O>, options: CompileOptions) {
    this.#step = step;
    this.#options = options;
  }

  get compiled(): boolean {
    return isNative() && !this.#eager;
  }

  run(inputs: I, variant = ""): O {
    if (!this.compiled) return this.#runEagerly(inputs, variant);
    refuseNested();
    const key = keyOf(inputs, variant);
    const entry = this.#entries.get(key) ?? this.#add(key, inputs, variant);
    if (!entry || !this.#program) return this.#runEagerly(inputs, variant);
    this.#program.prepare(entry.index, inputs);
    if (isChecked(entry.runs)) {
      this.#compare(this.#traces[entry.index]!, inputs, variant);
    }
    try {
      const outputs = this.#program.run(entry.index, inputs) as O;
      entry.runs++;
      return outputs;
    } catch (error) {
      // TensorFlow looks for its kernels at the first run, before anything is changed; the variables come back.
      if (entry.runs > 0) throw this.#stopped(error, entry.runs);
      this.dispose();
      // Where the step fails eagerly too, it is the step's own error and not the graph's.
      const outputs = this.#runEagerly(inputs, variant);
      this.#fallBack(error);
      return outputs;
    }
  }

  readBack(): void {
    this.#program?.readBack();
  }

  dispose(): void {
    this.#program?.release();
    this.#program = undefined;
    this.#traces.length = 0;
    this.#entries.clear();
  }

  #runEagerly(inputs: I, variant: string): O {
    // Copies, as from a graph: an output may be an input or a variable, which the caller must not dispose of.
    return tf.tidy(() => {
      const outputs = Object.entries(this.#step(inputs, variant));
      return Object.fromEntries(
        outputs.map(([name, tensor]) => [name, tf.clone(tensor)]),
      );
    }) as O;
  }

  /** Traces the step for new shapes and opens a session for it and all before it. */
  #add(key: string, inputs: I, variant: string): Entry | undefined {
    const trace = this.#trace(inputs, variant);
    this.#compare(trace, inputs, variant);
    this.#traces.push(trace);
    // The variables go over by way of their values here.
    this.#program?.release();
    this.#program = undefined;
    try {
      const { precision = "float32", xla = false } = this.#options;
      const lowered = this.#traces.map((one) => {
        const typed = lowerPrecision(one, precision);
        return xla ? markForXla(typed) : typed;
      });
      this.#program = new GraphProgram(lowered);
    } catch (error) {
      this.#fallBack(error);
      return undefined;
    }
    const entry = { index: this.#traces.length - 1, runs: 0 };
    this.#entries.set(key, entry);
    return entry;
  }

  #trace(inputs: I, variant: string): Trace {
    // The step gives back what it was given, by name and shape.
    const step = (given: TensorRecord) => this.#step(given as I, variant);
    return traceStep(step, inputs, {
      prefix: `${this.#traces.length}/`,
      precision: this.#options.precision ?? "float32",
    });
  }

  #compare(trace: Trace, inputs: I, variant: string): void {
    const again = this.#trace(inputs, variant);
    const difference = differenceOf(trace, again);
    if (difference === undefined) return;
    throw new CompileError(
      `Cannot compile ${
        this.#options.name ?? "the step"
      }: what it does must be the same each time, but ${difference} ` +
        `changes from call to call. Make a number that changes an input of the step (a scalar tensor), and draw random ` +
        `numbers from a seed and the step's number.`,
    );
  }

  #stopped(error: unknown, runs: number): Error {
    const reason = error instanceof Error ? error.message : String(error);
    return new Error(
      `Cannot finish run ${runs + 1} of ${
        this.#options.name ?? "the step"
      }: ${reason}\n` +
        `Variables that the step assigns may hold this run's values or those before it: load the last checkpoint before ` +
        `you go on.`,
      { cause: error },
    );
  }

  #fallBack(error: unknown): void {
    this.#eager = true;
    this.dispose();
    const reason = error instanceof Error ? error.message : String(error);
    const warn = this.#options.onWarning ?? console.warn;
    warn(
      `${
        this.#options.name ?? "The step"
      } could not be compiled and runs operation by operation, which is slower: ${reason}`,
    );
  }
}

function keyOf(inputs: TensorRecord, variant: string): string {
  const shapes = Object.entries(inputs).map(([name, { shape, dtype }]) => [
    name,
    shape,
    dtype,
  ]);
  return JSON.stringify([variant, shapes]);
}

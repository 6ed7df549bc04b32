// For tests only: what every network and every block must do; network_conformance.ts has what networks must besides.
// One that passes can be trained, saved and sent to PyTorch.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { compile, gradients, readVariables, tf } from "../../tensor/mod.ts";
import { loadWeights, saveWeights } from "../../weights/mod.ts";
import type { Model } from "../model.ts";
import { blankValues, type InitialValues } from "../parameters/mod.ts";
import { formulaTensor } from "./formula.ts";

/** What has weights and makes an image into something. */
export interface Subject
  extends
    Pick<Model, "specs" | "parameters" | "buffers" | "dispose" | "forward"> {
  /** Sides of its input are multiples of this. */
  readonly stride: number;
}

/** How a network is asked to predict. */
export const inference = { training: false };
const all = ({ parameters, buffers }: Subject) =>
  new Map([...parameters, ...buffers]);

/** Frees what a check made; the subject stays. */
export function inScope(body: () => void): void {
  tf.engine().startScope();
  try {
    body();
  } finally {
    tf.engine().endScope();
  }
}

function assertNear(
  given: tf.Tensor,
  wanted: tf.Tensor,
  what: string,
  share = 1e-4,
): void {
  assert.deepEqual(given.shape, wanted.shape, what);
  const [a, b] = [given.dataSync(), wanted.dataSync()];
  let largest = 0;
  for (const value of b) largest = Math.max(largest, Math.abs(value));
  a.forEach((value, i) =>
    assert(
      Math.abs(value - b[i]!) <= share * largest + 1e-30,
      `${what}: ${value} at ${i}, must be ${b[i]}`,
    )
  );
}

/** An image whose sides are so many strides. */
export const imageOf = (
  { stride }: Subject,
  channels: number,
  batch = 1,
  sides = [1, 2],
) =>
  formulaTensor("image", [
    batch,
    sides[0]! * stride,
    sides[1]! * stride,
    channels,
  ]);

/** A batch gives for each image what the image alone gives, and all of it is finite; nothing is left behind. */
export function checkForward(subject: Subject, channels: number): void {
  inScope(() => {
    const x = imageOf(subject, channels, 3);
    const before = tf.memory().numTensors;
    const together = subject.forward(x, inference);
    assert.equal(tf.memory().numTensors, before + 1, "tensors after forward");
    assert(together.dataSync().every(Number.isFinite), "finite outputs");
    const alone = tf.slice(x, 1, 1) as tf.Tensor4D;
    assertNear(
      subject.forward(alone, inference),
      tf.slice(together, 1, 1),
      "an image alone",
    );
  });
}

/** Every trained parameter gets a finite gradient that is not zero, and training moves the running statistics. */
export function checkBackward(
  subject: Subject,
  channels: number,
  batch: number,
): void {
  // Those of normalisations that are trained: neither frozen nor without use.
  const statistics = subject.specs.filter(({ name, role }) =>
    role === "running" &&
    subject.parameters.has(name.replace(/running_\w+$/, "weight"))
  );
  const kept = readVariables(
    new Map(statistics.map(({ name }) => [name, subject.buffers.get(name)!])),
  );
  inScope(() => {
    const x = imageOf(subject, channels, batch, [2, 1]);
    const { loss, gradients: found } = gradients(subject.parameters, () => {
      const y = subject.forward(x, { training: true });
      return tf.sum(tf.mul(y, formulaTensor("upstream", y.shape)));
    });
    assert(Number.isFinite(loss.dataSync()[0]), "finite loss");
    assert.deepEqual([...found.keys()], [...subject.parameters.keys()]);
    for (const [name, gradient] of found) {
      const largest = tf.max(tf.abs(gradient)).dataSync()[0]!;
      assert(
        Number.isFinite(largest) && largest > 0,
        `gradient of ${name}: ${largest}`,
      );
    }
    for (const [name, { data }] of kept) {
      const variable = subject.buffers.get(name)!;
      assert.notDeepEqual(variable.dataSync(), data, `${name} moves`);
      variable.assign(tf.tensor(data, variable.shape));
    }
  });
}

/** One graph predicts and differentiates as the operations one by one. */
export function checkCompiled(
  subject: Subject,
  channels: number,
  trains: boolean,
): void {
  inScope(() => {
    const predict = ({ x }: { readonly x: tf.Tensor4D }) => ({
      y: subject.forward(x, inference),
    });
    const differentiate = (
      { x }: { readonly x: tf.Tensor4D },
    ): Record<string, tf.Tensor> => {
      const { loss, gradients: found } = gradients(
        subject.parameters,
        () => tf.mean(tf.square(subject.forward(x, inference))),
      );
      return { loss, ...Object.fromEntries(found) };
    };
    const compare = (
      step: (inputs: { readonly x: tf.Tensor4D }) => Record<string, tf.Tensor>,
      share: number,
    ) => {
      const compiled = compile(step);
      const x = imageOf(subject, channels);
      const outputs = compiled.run({ x });
      assert(compiled.compiled);
      compiled.dispose();
      for (const [name, wanted] of Object.entries(step({ x }))) {
        assertNear(outputs[name]!, wanted, name, share);
      }
    };
    compare(predict, 1e-4);
    if (trains) compare(differentiate, 2e-3);
  });
}

/** A file by PyTorch's names brings the weights into another of the same kind, bit for bit. */
export async function checkWeights(
  subject: Subject,
  createOther: (values: InitialValues) => Subject,
): Promise<void> {
  const names = subject.specs.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, "names differ");
  const folder = await Deno.makeTempDir();
  const other = createOther(blankValues);
  try {
    await saveWeights(subject, `${folder}/weights.safetensors`);
    const { loaded, missing, extra } = await loadWeights(
      other,
      `${folder}/weights.safetensors`,
    );
    assert.deepEqual([loaded, missing, extra], [names, [], []]);
    assertSameWeights(other, subject);
  } finally {
    other.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Fails unless both have the same numbers, bit for bit. */
export function assertSameWeights(given: Subject, wanted: Subject): void {
  const values = all(given);
  const bytesOf = (variable: tf.Variable) => {
    const { buffer, byteOffset, byteLength } = variable.dataSync();
    return Buffer.from(buffer, byteOffset, byteLength);
  };
  for (const [name, variable] of all(wanted)) {
    // Whole memories, because a network has many millions of numbers.
    assert(bytesOf(values.get(name)!).equals(bytesOf(variable)), name);
  }
}

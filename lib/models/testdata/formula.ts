// For tests only: weights and images by the formula of tools/oracles/models.py, and its summaries of tensors.
import assert from "node:assert/strict";
import { tf } from "../../tensor/mod.ts";
import { weightShapeInTorch } from "../../weights/mod.ts";
import type { ParameterSpec } from "../parameters/mod.ts";

const PERIOD = 65521;

/** 32 bits of an integer. */
function hash32(index: number): number {
  let x = (Math.imul(index, 2654435761) + 374761393) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0;
  return (x ^ (x >>> 13)) >>> 0;
}

/** FNV-1a. */
function hashName(name: string): number {
  let state = 2166136261;
  for (const byte of new TextEncoder().encode(name)) {
    state = Math.imul(state ^ byte, 16777619) >>> 0;
  }
  return state;
}

const table = Float64Array.from(
  { length: PERIOD },
  (_, i) => hash32(i) / 2 ** 31 - 1,
);

/** Numbers in [shift - scale, shift + scale) that depend on the name and the place. */
export function formula(
  name: string,
  size: number,
  scale: number,
  shift: number,
): Float32Array {
  const values = new Float32Array(size);
  const start = hashName(name);
  const first = Math.min(size, PERIOD);
  for (let i = 0; i < first; i++) {
    values[i] = table[(start + i) % PERIOD]! * scale + shift;
  }
  for (let done = PERIOD; done < size; done *= 2) {
    values.copyWithin(done, 0, done);
  }
  return values;
}

/** Weights of a network. */
export function formulaValues(spec: ParameterSpec): Float32Array {
  const { name, shape, layout } = spec;
  const size = tf.util.sizeFromShape([...shape]);
  if (layout === "vector") {
    const isNorm = name.endsWith(".weight");
    const isVariance = name.endsWith(".running_var");
    return formula(
      name,
      size,
      isVariance ? 0.5 : isNorm ? 0.2 : 0.1,
      isVariance ? 1 : isNorm ? 0.8 : 0,
    );
  }
  const [rows = 0, columns = 0, third = 0, fourth = 0] = shape;
  const meeting = {
    filter: rows * columns * third,
    depthwise: rows * columns,
    transposed: fourth,
    linear: rows,
  }[layout];
  return formula(name, size, Math.sqrt(6 / meeting), 0);
}

/**
 * Weights that keep every activation away from the kink of its ReLU, a quarter of them below it, so that float32 holds
 * the gradients; the normalisations that match, to which a shortcut is added, are always above it.
 */
export function clearValues(
  specs: readonly ParameterSpec[],
  alwaysOn: RegExp,
): (spec: ParameterSpec) => Float32Array {
  const norms = new Set(
    specs.filter(({ role }) => role === "running")
      .map(({ name }) => name.replace(/\.running_\w+$/, "")),
  );
  return (spec) => {
    const { name, shape } = spec;
    const [, place, last] = /^(.*)\.(weight|bias)$/.exec(name) ?? [];
    if (place === undefined || !norms.has(place)) return formulaValues(spec);
    if (last === "weight") return formula(name, shape[0]!, 0.05, 0.2);
    const on = alwaysOn.test(name);
    return Float32Array.from(
      formula(name, shape[0]!, 1, 0),
      (v) => (v < -0.5 && !on ? -1 : 1) * (1.5 + 0.25 * v),
    );
  };
}

/** Images, or what is multiplied with the logits: of any shape, mostly of four axes. */
export function formulaTensor(
  name: string,
  shape: readonly number[],
): tf.Tensor4D {
  const values = formula(name, tf.util.sizeFromShape([...shape]), 1, 0);
  const tensor: tf.Tensor = tf.tensor(values, [...shape]);
  return tensor as tf.Tensor4D;
}

/** The image that the oracle shows to a network of so many channels. */
export function formulaImage(
  [batch = 0, height = 0, width = 0]: readonly number[],
  channels: number,
): tf.Tensor4D {
  return formulaTensor("image", [batch, height, width, channels]);
}

/** SHA-256 of all names with PyTorch's shapes. */
export async function namesHash(
  specs: readonly ParameterSpec[],
): Promise<string> {
  const lines = specs
    .map((spec) => `${spec.name} ${weightShapeInTorch(spec).join("x")}`)
    .sort();
  const bytes = new TextEncoder().encode(lines.join("\n"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Share of a tensor's deviation that float32 may lose over a network's normalisations, forward and back. */
export const TRAINED = 3e-4;

/** What the fixture holds of a tensor. */
export interface Summary {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  readonly values: string;
}

/**
 * Fails unless the tensor is that of the summary: to 1e-4 of each value, or to a share of the standard deviation, which
 * is what float32 sums can hold where terms cancel.
 */
export function assertSummary(
  tensor: tf.Tensor,
  label: string,
  expected: Summary,
  ofDeviation = 2e-5,
): void {
  assert.deepEqual(tensor.shape, expected.shape, `shape of ${label}`);
  const values = tensor.dataSync();
  const close = (actual: number, wanted: number, what: string) => {
    const allowed = 1e-4 * Math.abs(wanted) + ofDeviation * expected.deviation;
    assert(
      Math.abs(actual - wanted) <= allowed + 1e-30,
      `${what} of ${label} is ${actual}, must be ${wanted} (deviation ${expected.deviation})`,
    );
  };
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  close(mean, expected.mean, "mean");
  close(Math.sqrt(squares / values.length), expected.deviation, "deviation");
  const start = hashName(label) % 2 ** 20;
  expected.values.split(" ").forEach((value, i) => {
    const place = Math.floor(hash32(start + i) / 2 ** 32 * values.length);
    close(values[place]!, Number(value), `value ${place}`);
  });
}

import { InputError } from "../../core/mod.ts";
import type { StoredTensor } from "../../tensor/mod.ts";

/** The tensors of one checkpoint. */
export interface Checkpoint {
  /** Where they came from, for the error. */
  readonly name: string;
  /** By name, as `decodeSafetensors` gives them. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const describe = ({ dtype, shape }: StoredTensor) =>
  `${dtype} [${shape.join(", ")}]`;

/** Everything in which a checkpoint differs from the first. */
function differences(first: Checkpoint, other: Checkpoint): string[] {
  const faults: string[] = [];
  for (const [name, tensor] of first.tensors) {
    const given = other.tensors.get(name);
    if (!given) {
      faults.push(`${other.name} lacks ${name}`);
    } else if (describe(given) !== describe(tensor)) {
      faults.push(
        `${name} must be ${describe(tensor)}, is ${
          describe(given)
        } in ${other.name}`,
      );
    }
  }
  for (const name of other.tensors.keys()) {
    if (!first.tensors.has(name)) faults.push(`${first.name} lacks ${name}`);
  }
  return faults;
}

function checkWeights(weights: readonly number[], count: number): void {
  const valid = weights.length === count &&
    weights.every((weight) => weight >= 0 && Number.isFinite(weight)) &&
    weights.some((weight) => weight > 0);
  if (valid) return;
  throw new InputError(
    `Cannot average checkpoints: weights must be ${count} numbers of 0 or more, one of them above 0, current value is ${
      weights.join(", ")
    }`,
  );
}

/**
 * The mean of several checkpoints' tensors. Sums are taken in float64. Whole numbers (counters) are those of the last
 * checkpoint. Where there is batch norm, measure its running statistics anew by a pass over the training images.
 *
 * @param checkpoints At least one; all must have the same names, shapes and types.
 * @param weights One a checkpoint; they need not sum to 1. @default Equal ones.
 * @returns New tensors, in the first checkpoint's order.
 * @throws {InputError} Where names, shapes or types differ; lists every difference.
 *
 * @example
 * ```ts
 * import { averageCheckpoints } from "./average_checkpoints.ts";
 *
 * const checkpoint = (name: string, value: number) => {
 *   const w = { dtype: "float32", shape: [1], data: new Float32Array([value]) } as const;
 *   return { name, tensors: new Map([["w", w]]) };
 * };
 * const mean = averageCheckpoints([checkpoint("a", 1), checkpoint("b", 5)], [3, 1]);
 * if (mean.get("w")?.data[0] !== 2) throw new Error();
 * ```
 */
export function averageCheckpoints(
  checkpoints: readonly Checkpoint[],
  weights: readonly number[] = checkpoints.map(() => 1),
): Map<string, StoredTensor> {
  const first = checkpoints[0];
  if (!first) {
    throw new InputError(
      "Cannot average checkpoints: there must be at least one, there is none",
    );
  }
  checkWeights(weights, checkpoints.length);
  const faults = checkpoints.flatMap((other) => differences(first, other));
  if (faults.length > 0) {
    throw new InputError(`Cannot average checkpoints: ${faults.join("; ")}`, {
      remedy: "Average checkpoints of one recipe only.",
    });
  }
  return new Map(
    [...first.tensors.keys()].map((name) => {
      const all = checkpoints.map(({ tensors }) => tensors.get(name)!);
      return [name, meanOf(all, weights)];
    }),
  );
}

/** The weighted mean of tensors of one shape and type. */
function meanOf(
  tensors: readonly StoredTensor[],
  weights: readonly number[],
): StoredTensor {
  const last = tensors.at(-1)!;
  if (last.dtype === "int32") return { ...last, data: last.data.slice() };
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const data = Float32Array.from(
    last.data,
    (_, i) =>
      tensors.reduce((sum, t, k) => sum + weights[k]! * t.data[i]!, 0) / total,
  );
  return { ...last, data };
}

import * as tf from "@tensorflow/tfjs-core";
import { CompileError } from "./compile_error.ts";

const words = (text: string) => new Set(text.split(" "));

/** Operations that draw from a hidden state: a graph with them would not repeat. */
const STATEFUL_RANDOM = words(
  "Multinomial ParameterizedTruncatedNormal RandomGamma RandomGammaGrad RandomPoissonV2 RandomShuffle " +
    "RandomStandardNormal RandomUniform RandomUniformInt TruncatedNormal",
);

/** Operations whose outputs' shapes depend on values. */
const SHAPED_BY_VALUES = words(
  "Where Unique UniqueV2 NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5",
);

/** tfjs functions that draw on the host, by the name of their scope. */
const HOST_RANDOM = words(
  "rand__op randomGamma__op randomNormal__op randomStandardNormal__op randomUniform__op randomUniformInt__op " +
    "truncatedNormal__op dropout__op",
);

const ADVICE =
  "random numbers in a step must be drawn from a seed and the step's number, as this library's dropout() does";

/** @throws {CompileError} Where a graph cannot hold the operation; names it. */
export function refuseOperation(operation: string): void {
  if (STATEFUL_RANDOM.has(operation)) {
    throw new CompileError(`Cannot compile ${operation}: ${ADVICE}`);
  }
  if (SHAPED_BY_VALUES.has(operation)) {
    throw new CompileError(
      `Cannot compile ${operation}: shapes in a step must be known beforehand, but its outputs' depend on values; use a ` +
        `mask of fixed shape, or call it outside of the step`,
    );
  }
}

/** @throws {CompileError} Where the scope is that of a tfjs function that draws on the host, seeded or not. */
export function refuseHostRandomness(scope: string): void {
  if (!HOST_RANDOM.has(scope)) return;
  const name = scope.replace(/__op$/, "");
  throw new CompileError(
    `Cannot compile tf.${name}: it draws on the host, once for all runs; ${ADVICE}`,
  );
}

/** @throws {CompileError} Where a step made a variable. */
export function refuseMade(variable: tf.Variable | undefined): void {
  if (!variable) return;
  throw new CompileError(
    `Cannot compile the step: variables must be made before it, but it makes "${variable.name}"; make it outside and ` +
      `assign to it in the step`,
  );
}

/** @throws {CompileError} Where a step's result is a promise or holds anything but tensors. */
export function refuseOtherThanTensors(result: unknown): void {
  if (result instanceof Promise) {
    throw new CompileError(
      "Cannot compile the step: it must return its outputs, current value is a promise; do not await in it",
    );
  }
  for (const [name, value] of Object.entries(result ?? {})) {
    if (value instanceof tf.Tensor) continue;
    throw new CompileError(
      `Cannot compile the step: the output ${name} must be a tensor, current value is ${value}`,
    );
  }
}

/** The type as a graph has it. @throws {CompileError} Where a graph has none; names `what`. */
export function elementType(
  dtype: tf.DataType,
  what: string,
): "float32" | "int32" | "bool" {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") {
    return dtype;
  }
  throw new CompileError(
    `Cannot compile the step: ${what} must be float32, int32 or bool, current type is ${dtype}`,
  );
}

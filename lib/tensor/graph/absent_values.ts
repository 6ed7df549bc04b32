import * as tf from "@tensorflow/tfjs-core";
import {
  elementTypeOf,
  type GraphType,
  type Precision,
  typeNumber,
} from "../element_type.ts";
import {
  type NativeBackend,
  nativeBackend,
  type OperationAttribute,
} from "../binding.ts";
import { CompileError } from "./compile_error.ts";

/** Why a tensor has no values here, by its data. */
const reasons = new WeakMap<tf.DataId, () => string>();

/** Takes the place of the backend while a step is traced. */
export interface Interceptor {
  /** Precision that convolutions and matrix products will have in the graph. */
  readonly precision: Precision;
  /** True while operations are called that stay in float32. */
  exact: boolean;
  execute(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
  /** The same values, which are to be used only once another tensor is there. */
  after(tensor: tf.Tensor, other: tf.Tensor): tf.Tensor;
  /** An operation that changes variables in place; they come before the inputs. */
  update(
    operation: string,
    attributes: readonly OperationAttribute[],
    variables: readonly tf.Variable[],
    inputs: readonly tf.Tensor[],
  ): void;
  /** Told of each reading of values; throws where a step must not read them. */
  read(dataId: tf.DataId): void;
  /** Told of each tfjs function that is called, by the name of its scope. */
  enter(scope: string): void;
}

type Execute = Interceptor["execute"];

let guarded: NativeBackend | undefined;
let interceptor: Interceptor | undefined;

/** The backend as it was before it was guarded. */
interface Original {
  readonly execute: Execute;
  read(dataId: tf.DataId): tf.BackendValues;
}
let original: Original | undefined;

/**
 * Makes the backend refuse tensors without values, with their reason, and go through the interceptor where one is set.
 * Costs a look into a weak map an input.
 */
function guard(): Original {
  const backend = nativeBackend();
  if (guarded === backend && original) return original;
  guarded = backend;
  const single = backend.executeSingleOutput.bind(backend);
  const multiple = backend.executeMultipleOutputs.bind(backend);
  const read = backend.readSync.bind(backend);
  const execute: Execute = (name, attributes, inputs, count) => {
    inputs.forEach((input) => refuseAbsent(input.dataId));
    return count === 1
      ? [single(name, attributes, inputs)]
      : multiple(name, attributes, inputs, count);
  };
  const dispatch: Execute = (...call) =>
    interceptor ? interceptor.execute(...call) : execute(...call);
  backend.executeSingleOutput = (name, attributes, inputs) =>
    dispatch(name, attributes, inputs, 1)[0]!;
  backend.executeMultipleOutputs = dispatch;
  backend.readSync = (dataId) => {
    interceptor?.read(dataId);
    refuseAbsent(dataId);
    return read(dataId);
  };
  backend.read = (dataId) => {
    try {
      return Promise.resolve(backend.readSync(dataId));
    } catch (error) {
      // A step that is traced goes on until its first value is awaited; it is refused for the reading itself.
      return interceptor ? new Promise(() => {}) : Promise.reject(error);
    }
  };
  return original = { execute, read };
}

/** @throws {Error} Where the data has no values here; says why. */
export function refuseAbsent(dataId: tf.DataId | undefined): void {
  const reason = dataId && reasons.get(dataId);
  if (reason) throw new Error(reason());
}

/** Makes a tensor of which shape and type are known, but no values. */
export function absentTensor(
  shape: readonly number[],
  type: GraphType,
  reason: () => string,
): tf.Tensor {
  guard();
  const dataId = {};
  nativeBackend().tensorMap.set(dataId, {
    shape,
    dtype: typeNumber(type),
    id: -1,
    values: null,
    refCount: 1,
  });
  reasons.set(dataId, reason);
  return tf.engine().makeTensorFromTensorInfo({
    dataId,
    shape: [...shape],
    dtype: elementTypeOf(type),
  });
}

/** Runs a function with every operation going through the interceptor. */
export function intercept<T>(by: Interceptor, run: () => T): T {
  guard();
  refuseNested();
  const engine = tf.engine();
  // Functions that call no kernel, such as random numbers of the host, are told by their scopes alone.
  const { startScope } = engine;
  engine.startScope = (name) => {
    if (name !== undefined) by.enter(name);
    startScope.call(engine, name);
  };
  interceptor = by;
  try {
    return run();
  } finally {
    interceptor = undefined;
    engine.startScope = startScope;
  }
}

/** @throws {CompileError} Where a step is being traced. */
export function refuseNested(): void {
  if (!interceptor) return;
  throw new CompileError(
    "Cannot compile: a step must not run a compiled step inside it; call the inner step's own function there",
  );
}

/**
 * Has TensorFlow change variables in place, with one pass over their memory and no copy of them; possible inside a
 * compiled step only, since tfjs's variables are tensors.
 *
 * @param operation TensorFlow's name of an operation on resources, such as `ResourceApplyAdam`.
 * @param attributes Those that have no default.
 * @param variables The operation's first inputs.
 * @param inputs Its other inputs.
 * @returns False where no step is being compiled; nothing has happened then.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { updateInPlace } from "./absent_values.ts";
 *
 * await openBackend();
 * if (updateInPlace("ResourceApplyAdam", [], [], [])) throw new Error();
 * ```
 */
export function updateInPlace(
  ...call: Parameters<Interceptor["update"]>
): boolean {
  interceptor?.update(...call);
  return interceptor !== undefined;
}

/**
 * In a compiled step, holds work back until other work is done, so that not everything that could run at once takes
 * its memory at once; elsewhere things run in order anyway.
 *
 * @param tensor What the work begins with.
 * @param other What the other work ends with.
 * @returns The tensor itself, or one with the same values.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { runAfter } from "./absent_values.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (runAfter(tf.scalar(3), tf.scalar(4)).dataSync()[0] !== 3) throw new Error();
 * ```
 */
export function runAfter(tensor: tf.Tensor, other: tf.Tensor): tf.Tensor {
  return interceptor?.after(tensor, other) ?? tensor;
}

/** True while a step is being traced. */
export function isTracing(): boolean {
  return interceptor !== undefined;
}

/** Precision in which convolutions and matrix products will run: float32, but where a step is compiled to another. */
export function heavyPrecision(): Precision {
  return interceptor?.precision ?? "float32";
}

/**
 * Calls a function whose heavy operations stay in float32, whatever the precision of the step that is compiled: for
 * sums that would lose too much.
 */
export function inFullPrecision<T>(run: () => T): T {
  const before = interceptor?.exact ?? false;
  if (interceptor) interceptor.exact = true;
  try {
    return run();
  } finally {
    if (interceptor) interceptor.exact = before;
  }
}

/** Runs an operation for real while others are intercepted. */
export function executeReally(
  ...call: Parameters<Execute>
): tf.Tensor[] {
  return guard().execute(...call);
}

/** Values of a tensor that has some. */
export function readReally(tensor: tf.Tensor): tf.BackendValues {
  return guard().read(tensor.dataId);
}

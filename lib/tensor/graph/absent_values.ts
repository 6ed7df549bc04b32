import * as tf from "@tensorflow/tfjs-core";
import { type GraphType, type Precision, typeNumber } from "../element_type.ts";
import {
  type NativeBackend,
  nativeBackend,
  type OperationAttribute,
} from "../binding.ts";

/** Why a tensor has no values here, by its data. */
const reasons = new WeakMap<tf.DataId, () => string>();

/** Takes the place of the backend while a step is traced. */
export interface Interceptor {
  /** Precision that convolutions and matrix products will have in the graph. */
  readonly precision: Precision;
  execute(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
  /** An operation that changes variables in place; they come before the inputs. */
  update(
    operation: string,
    attributes: readonly OperationAttribute[],
    variables: readonly tf.Variable[],
    inputs: readonly tf.Tensor[],
  ): void;
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
    refuseAbsent(dataId);
    return read(dataId);
  };
  return original = { execute, read };
}

function refuseAbsent(dataId: tf.DataId | undefined): void {
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
    dtype: type === "int32" || type === "bool" ? type : "float32",
  });
}

/** Runs a function with every operation going through the interceptor. */
export function intercept<T>(by: Interceptor, run: () => T): T {
  guard();
  if (interceptor) {
    throw new Error(
      "Cannot compile: a step must not be compiled inside another step",
    );
  }
  interceptor = by;
  try {
    return run();
  } finally {
    interceptor = undefined;
  }
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

/** Precision in which convolutions and matrix products will run: float32, but where a step is compiled to another. */
export function heavyPrecision(): Precision {
  return interceptor?.precision ?? "float32";
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

// The only file that casts to the native binding: tfjs-node's backend object carries more than its public types say.
import * as tf from "@tensorflow/tfjs-core";
import { type GraphType, typeNumber } from "./element_type.ts";

/** An attribute of a TensorFlow operation, as the binding takes it. */
export interface OperationAttribute {
  readonly name: string;
  /** One of the C API's `TF_AttrType`. */
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}

// From TensorFlow's tf_attrtype.h; `bindingFacts` holds them against the binding's own.
const ATTRIBUTE = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 };

interface Binding {
  readonly TF_Version: string;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
}

/** What the backend keeps of a tensor: values not yet handed to TensorFlow, or the number of TensorFlow's own. */
interface TensorEntry {
  readonly shape: readonly number[];
  /** TensorFlow's number of the element type. */
  readonly dtype: number;
  /** -1 where TensorFlow holds nothing. */
  readonly id: number;
  readonly values: tf.BackendValues | null;
  readonly refCount: number;
}

/** tfjs-node's backend, as far as it is used here. */
export interface NativeBackend extends tf.KernelBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: {
    set(dataId: tf.DataId, entry: TensorEntry): void;
  };
  read(dataId: tf.DataId): Promise<tf.BackendValues>;
  readSync(dataId: tf.DataId): tf.BackendValues;
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(
    session: number,
    inputs: readonly tf.Tensor[],
    inputInfos: readonly { readonly name: string }[],
    outputNames: readonly string[],
  ): tf.Tensor[];
  executeSingleOutput(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
  ): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/**
 * True where TensorFlow itself runs the operations, so that raw operations can be called.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { isNative } from "./binding.ts";
 *
 * await openBackend({ portable: true });
 * if (isNative()) throw new Error();
 * ```
 */
export function isNative(): boolean {
  return tf.getBackend() === "tensorflow";
}

/**
 * The backend object itself, for what the functions of this file do not cover.
 *
 * @throws {Error} Where another backend is active.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { nativeBackend } from "./binding.ts";
 *
 * await openBackend({ portable: true });
 * try {
 *   nativeBackend();
 *   throw new TypeError("not refused");
 * } catch (error) {
 *   if (error instanceof TypeError) throw error;
 * }
 * ```
 */
export function nativeBackend(): NativeBackend {
  if (!isNative()) {
    throw new Error(
      `Cannot run a TensorFlow operation: the backend must be "tensorflow", current value is "${tf.getBackend()}"`,
    );
  }
  return tf.backend() as unknown as NativeBackend;
}

/** What the loaded binding says of itself. */
export interface BindingFacts {
  /** TensorFlow's version, not tfjs's. */
  readonly version: string;
  readonly device: "CPU" | "GPU";
}

/**
 * Reads TensorFlow's version and device, and holds the constants of this file against the binding's.
 *
 * @throws {Error} Where another backend is active, or where the binding numbers its types otherwise.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { bindingFacts } from "./binding.ts";
 *
 * const backend = await openBackend();
 * if (backend.name === "tensorflow" && bindingFacts().version !== backend.version) throw new Error();
 * ```
 */
export function bindingFacts(): BindingFacts {
  const { binding, isUsingGpuDevice } = nativeBackend();
  const agree = binding.TF_ATTR_STRING === ATTRIBUTE.string &&
    binding.TF_ATTR_INT === ATTRIBUTE.int &&
    binding.TF_ATTR_FLOAT === ATTRIBUTE.float &&
    binding.TF_ATTR_BOOL === ATTRIBUTE.bool &&
    binding.TF_ATTR_TYPE === ATTRIBUTE.type &&
    binding.TF_ATTR_SHAPE === ATTRIBUTE.shape &&
    binding.TF_FLOAT === typeNumber("float32") &&
    binding.TF_INT32 === typeNumber("int32") &&
    binding.TF_BOOL === typeNumber("bool");
  if (!agree) {
    throw new Error(
      "Cannot use the native binding: it numbers attribute or element types otherwise than TensorFlow's C API",
    );
  }
  return {
    version: binding.TF_Version,
    device: isUsingGpuDevice ? "GPU" : "CPU",
  };
}

/**
 * Makes a string attribute, such as `data_format`.
 *
 * @example
 * ```ts
 * import { stringAttribute } from "./binding.ts";
 *
 * if (stringAttribute("data_format", "NHWC").value !== "NHWC") throw new Error();
 * ```
 */
export function stringAttribute(
  name: string,
  value: string,
): OperationAttribute {
  return { name, type: ATTRIBUTE.string, value };
}

/**
 * Makes an integer attribute, or a list of integers.
 *
 * @example
 * ```ts
 * import { intAttribute } from "./binding.ts";
 *
 * if (intAttribute("num", 2).value !== 2) throw new Error();
 * ```
 */
export function intAttribute(
  name: string,
  value: number | readonly number[],
): OperationAttribute {
  return { name, type: ATTRIBUTE.int, value };
}

/**
 * Makes a float attribute.
 *
 * @example
 * ```ts
 * import { floatAttribute } from "./binding.ts";
 *
 * if (floatAttribute("epsilon", 0.5).value !== 0.5) throw new Error();
 * ```
 */
export function floatAttribute(
  name: string,
  value: number,
): OperationAttribute {
  return { name, type: ATTRIBUTE.float, value };
}

/**
 * Makes a boolean attribute.
 *
 * @example
 * ```ts
 * import { boolAttribute } from "./binding.ts";
 *
 * if (boolAttribute("is_training", true).value !== true) throw new Error();
 * ```
 */
export function boolAttribute(
  name: string,
  value: boolean,
): OperationAttribute {
  return { name, type: ATTRIBUTE.bool, value };
}

/**
 * Makes an element type attribute, such as `T`.
 *
 * @example
 * ```ts
 * import { typeAttribute } from "./binding.ts";
 *
 * if (typeAttribute("T", "float32").value !== 1) throw new Error();
 * ```
 */
export function typeAttribute(
  name: string,
  value: GraphType,
): OperationAttribute {
  return { name, type: ATTRIBUTE.type, value: typeNumber(value) };
}

/**
 * Runs one TensorFlow operation that has one output. The tape does not see it: wrap it in `tf.customGrad` where a
 * gradient must flow.
 *
 * @param name TensorFlow's name of the operation, such as `BiasAdd`.
 * @param attributes Those that have no default.
 * @param inputs Tensors in the operation's order.
 * @returns The output; the caller (or the enclosing `tf.tidy`) disposes of it.
 * @throws {Error} Where another backend is active, or where TensorFlow refuses the call.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { executeSingle, isNative, typeAttribute } from "./binding.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (isNative()) {
 *   const y = executeSingle("Relu", [typeAttribute("T", "float32")], [tf.tensor1d([-1, 2])]);
 *   if (y.dataSync()[0] !== 0) throw new Error();
 * }
 * ```
 */
export function executeSingle(
  name: string,
  attributes: readonly OperationAttribute[],
  inputs: readonly tf.Tensor[],
): tf.Tensor {
  return nativeBackend().executeSingleOutput(name, attributes, inputs);
}

/**
 * Runs one TensorFlow operation that has several outputs; otherwise as {@linkcode executeSingle}.
 *
 * @param outputs How many outputs the operation has.
 * @returns All outputs, in the operation's order.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { executeMultiple, intAttribute, isNative, typeAttribute } from "./binding.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (isNative()) {
 *   const attributes = [typeAttribute("T", "float32"), intAttribute("num", 2), intAttribute("axis", 0)];
 *   const [, second] = executeMultiple("Unpack", attributes, [tf.tensor1d([3, 4])], 2);
 *   if (second!.dataSync()[0] !== 4) throw new Error();
 * }
 * ```
 */
export function executeMultiple(
  name: string,
  attributes: readonly OperationAttribute[],
  inputs: readonly tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  return nativeBackend().executeMultipleOutputs(
    name,
    attributes,
    inputs,
    outputs,
  );
}

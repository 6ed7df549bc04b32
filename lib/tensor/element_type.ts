/** Element types that tfjs and TensorFlow share. */
export type ElementType = "float32" | "int32" | "bool";

/** Element types that a graph may hold; the last two only between casts. */
export type GraphType = ElementType | "bfloat16" | "float16";

/** Element type of the heavy operations of a compiled step. */
export type Precision = "float32" | "bfloat16" | "float16";

// From TensorFlow's tf_datatype.h.
const NUMBERS: Readonly<Record<GraphType, number>> = {
  float32: 1,
  int32: 3,
  bool: 10,
  bfloat16: 14,
  float16: 19,
};

/** The type in which tfjs holds numbers of a type: int32 and bool as they are, any other as float32. */
export function elementTypeOf(type: string): ElementType {
  return type === "int32" || type === "bool" ? type : "float32";
}

/** TensorFlow's number of an element type. */
export function typeNumber(type: GraphType): number {
  return NUMBERS[type];
}

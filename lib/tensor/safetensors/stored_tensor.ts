/** Numbers with a shape, as a file holds them. */
export type StoredTensor =
  | {
    readonly dtype: "float32";
    readonly shape: readonly number[];
    readonly data: Float32Array;
  }
  | {
    readonly dtype: "int32";
    readonly shape: readonly number[];
    readonly data: Int32Array;
  };

import {
  bytesOf,
  decodeNumbers,
  FormatError,
  nameFault,
  type NumberFormat,
  show,
  type StoredTensor,
} from "../../tensor/safetensors/mod.ts";
import {
  kindOf,
  PickleObject,
  PickleTuple,
  type PickleValue,
} from "./pickle_value.ts";

/** Numbers that one or more tensors look into. */
export class TorchStorage extends PickleObject {
  override readonly kind = "a storage";

  /**
   * @param key Its name in the file.
   * @param type PyTorch's name of its type, as `Float`.
   * @param format How its numbers are held, where they can be read.
   * @param count Numbers in it, or in the storage that it is a part of.
   * @param begin Where the part begins.
   * @param size Numbers in the part.
   */
  constructor(
    readonly key: string,
    readonly type: string,
    readonly format: NumberFormat | undefined,
    readonly count: number,
    readonly begin: number,
    readonly size: number,
  ) {
    super();
    if (begin + size > count) {
      throw new FormatError(
        `the part of storage ${
          show(key)
        } must end at ${count}, current value is ${begin + size}`,
      );
    }
  }
}

/** More than any network has, as the safetensors reader has it. */
const MAXIMUM_RANK = 32;

/** A tensor whose numbers have not been read yet. */
export class TorchTensor extends PickleObject {
  override readonly kind = "a tensor";

  private constructor(
    readonly storage: TorchStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {
    super();
  }

  /** `(storage, offset, size, stride, requires_grad, hooks, metadata)`, of which older files have the first four. */
  static rebuild(this: void, args: readonly PickleValue[]): TorchTensor {
    const [storage, offset, size, stride, , , metadata] = args;
    const shape = sizesOf(size);
    const strides = sizesOf(stride);
    if (
      !(storage instanceof TorchStorage) || !isSize(offset) ||
      shape.length !== strides.length
    ) {
      throw new FormatError(
        "a tensor must have a storage, an offset and as many strides as sides",
      );
    }
    if (metadata instanceof Map && metadata.size > 0) {
      throw new FormatError(
        "a tensor must not be a conjugate or negative view",
        "Save `tensor.resolve_conj().resolve_neg()` in its place.",
      );
    }
    return new TorchTensor(storage, offset, shape, strides);
  }

  /** Numbers in it; not yet known to be possible. */
  get size(): number {
    // First the zeros: nothing times infinitely many is not a number.
    return this.shape.includes(0)
      ? 0
      : this.shape.reduce((product, side) => product * side, 1);
  }

  /** The first position after its last number. */
  get #end(): number {
    return this.shape.reduce(
      (end, side, i) => end + (side - 1) * this.strides[i]!,
      this.offset + 1,
    );
  }

  /**
   * Reads its numbers, row by row whatever their order in the storage.
   *
   * @param bytes The storage's bytes.
   * @throws {FormatError} Where it reaches beyond its storage, or the numbers are of a type that is not read.
   */
  read(bytes: Uint8Array): StoredTensor {
    const { shape, storage: { format, type, begin, size, key } } = this;
    if (format === undefined) {
      throw new FormatError(
        `the type must be real numbers, integers or truth values, current value is ${type}Storage`,
        "Leave this tensor out of the file, or save it as float32.",
      );
    }
    if (this.size === 0) {
      return { shape, ...decodeNumbers(format, new Uint8Array()) };
    }
    if (this.#end > size) {
      throw new FormatError(
        `it must end at number ${size} of storage ${
          show(key)
        }, current value is ${this.#end}`,
      );
    }
    const width = bytesOf(format);
    const part = bytes.subarray(begin * width, (begin + size) * width);
    return {
      shape,
      ...nameFault(
        "its numbers",
        () => decodeNumbers(format, this.#gather(part, width)),
      ),
    };
  }

  /** Its numbers' bytes in a row. */
  #gather(bytes: Uint8Array, width: number): Uint8Array {
    const { shape, strides, offset, size } = this;
    const first = offset * width;
    if (isContiguous(shape, strides)) {
      return bytes.subarray(first, first + size * width);
    }
    const row = new Uint8Array(size * width);
    const index = shape.map(() => 0);
    let from = first;
    for (let to = 0; to < row.length; to += width) {
      for (let byte = 0; byte < width; byte++) {
        row[to + byte] = bytes[from + byte]!;
      }
      // Counts on, the last side first.
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        from += strides[axis]! * width;
        if (++index[axis]! < shape[axis]!) break;
        from -= shape[axis]! * strides[axis]! * width;
        index[axis] = 0;
      }
    }
    return row;
  }
}

function isContiguous(
  shape: readonly number[],
  strides: readonly number[],
): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

function isSize(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function sizesOf(value: PickleValue | undefined): readonly number[] {
  const items = value instanceof PickleTuple ? value.items : value;
  if (
    Array.isArray(items) && items.length <= MAXIMUM_RANK && items.every(isSize)
  ) return items;
  throw new FormatError(
    `sizes must be a list of integers from 0 on, current value is ${
      kindOf(value ?? null)
    }`,
  );
}

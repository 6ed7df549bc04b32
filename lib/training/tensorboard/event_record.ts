import { maskedCrc32c } from "./crc32c.ts";

/** What one record of an event file says. */
export type BoardEvent =
  | {
    /** The first record of every file. */
    readonly kind: "version";
    /** Seconds since 1970. */
    readonly time: number;
  }
  | {
    readonly kind: "scalars";
    /** Seconds since 1970. */
    readonly time: number;
    /** Steps made. */
    readonly step: number;
    /** By tag, such as `train/loss`. */
    readonly values: Readonly<Record<string, number>>;
  };

/** Protobuf's wire types. */
const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5] as const;

/** A whole number of at least 0, seven bits a byte. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) {
    bytes.push((rest % 0x80) | 0x80);
  }
  return [...bytes, rest];
}

const key = (field: number, type: number) => varint(field * 8 + type);

function bytesField(field: number, bytes: Iterable<number>): number[] {
  const content = [...bytes];
  return [...key(field, BYTES), ...varint(content.length), ...content];
}

const textField = (field: number, text: string) =>
  bytesField(field, new TextEncoder().encode(text));

function littleEndian(
  length: number,
  set: (view: DataView) => void,
): Uint8Array {
  const bytes = new Uint8Array(length);
  set(new DataView(bytes.buffer));
  return bytes;
}

/** TensorFlow's `Event` message (tensorflow/core/util/event.proto). */
function message(event: BoardEvent): number[] {
  const time = littleEndian(8, (view) => view.setFloat64(0, event.time, true));
  const head = [...key(1, FIXED64), ...time];
  if (event.kind === "version") {
    return [...head, ...textField(3, "brain.Event:2")];
  }
  const values = Object.entries(event.values).flatMap(([tag, value]) => {
    const number = littleEndian(4, (view) => view.setFloat32(0, value, true));
    return bytesField(1, [...textField(1, tag), ...key(2, FIXED32), ...number]);
  });
  return [
    ...head,
    ...key(2, VARINT),
    ...varint(event.step),
    ...bytesField(5, values),
  ];
}

/**
 * Writes one record of a TensorBoard event file: length, its sum, an `Event`, its sum (TFRecord framing). The length
 * depends on step and tags alone, not on time and values.
 *
 * @param event What it says.
 * @returns The bytes to append to the file.
 *
 * @example
 * ```ts
 * import { encodeEventRecord } from "./event_record.ts";
 *
 * const event = { kind: "scalars", time: 0, step: 1, values: { loss: 0.5 } } as const;
 * const later = encodeEventRecord({ ...event, time: 1e9, values: { loss: 7 } });
 * if (later.length !== encodeEventRecord(event).length) throw new Error();
 * ```
 */
export function encodeEventRecord(event: BoardEvent): Uint8Array {
  const data = Uint8Array.from(message(event));
  const length = littleEndian(
    8,
    (view) => view.setBigUint64(0, BigInt(data.length), true),
  );
  const sum = (bytes: Uint8Array) =>
    littleEndian(4, (view) => view.setUint32(0, maskedCrc32c(bytes), true));
  return Uint8Array.of(...length, ...sum(length), ...data, ...sum(data));
}

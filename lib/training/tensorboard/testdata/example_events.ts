import { type BoardEvent, encodeEventRecord } from "../event_record.ts";

/** Some tags, large steps, values of every kind that float32 has. */
export const exampleEvents: readonly BoardEvent[] = [
  { kind: "version", time: 1_700_000_000.25 },
  ...[1, 2, 127, 128, 300, 100_000, 2 ** 40].map((step, i): BoardEvent => ({
    kind: "scalars",
    time: 1_700_000_001 + i / 8,
    step,
    values: {
      "train/loss": 1 / step,
      "train/learning_rate": 1e-3 * (i + 1),
      ...(i % 3 === 2 ? { "validation/dice": 0.9 - i } : {}),
    },
  })),
  // A message of more than 127 bytes, letters of more than one byte, and a step that has no values.
  {
    kind: "scalars",
    time: 1_700_000_009,
    step: 7,
    values: { [`long/${"é".repeat(80)}`]: -3.4e38, "tiny": 1e-45, "": 0 },
  },
  { kind: "scalars", time: 1_700_000_010, step: 0, values: {} },
];

/** The example as a file: what `events.out.tfevents.0.example` holds. */
export function exampleFile(): Uint8Array {
  return Uint8Array.from(
    exampleEvents.flatMap((e) => [...encodeEventRecord(e)]),
  );
}

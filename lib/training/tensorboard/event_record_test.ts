import assert from "node:assert/strict";
import { crc32c, maskedCrc32c } from "./crc32c.ts";
import { encodeEventRecord, EventLog } from "./mod.ts";
import { exampleEvents, exampleFile } from "./testdata/example_events.ts";
import { readEvents } from "./testdata/read_events.ts";
import oracle from "./testdata/read_by_tensorboard.json" with { type: "json" };

const stored = new URL(
  "./testdata/events.out.tfevents.0.example",
  import.meta.url,
);

Deno.test("crc32c() gives the sums of RFC 3720", () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(
    crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)),
    0x46dd794e,
  );
  assert.equal(crc32c(new Uint8Array()), 0);
  // The mask of TensorFlow's lib/hash/crc32c.h: turned by 15 bits, a constant added.
  assert.equal(maskedCrc32c(new Uint8Array()), 0xa282ead8);
});

Deno.test("encodeEventRecord() writes what TensorBoard reads", async () => {
  assert.deepEqual(exampleFile(), await Deno.readFile(stored));
  const tags = new Map<string, number[][]>();
  for (const event of exampleEvents) {
    if (event.kind === "version") continue;
    for (const [tag, value] of Object.entries(event.values)) {
      const scalars = tags.get(tag) ?? [];
      tags.set(tag, [...scalars, [event.step, Math.fround(value), event.time]]);
    }
  }
  assert.deepEqual(oracle.scalars, Object.fromEntries(tags));
  assert.equal(oracle.version, 2);
});

Deno.test("readEvents() of the tests finds the same, and notices a changed byte", () => {
  const file = exampleFile();
  const scalars = readEvents(file);
  const count = Object.values(oracle.scalars).flat().length;
  assert.equal(scalars.length, count);
  for (const { tag, step, value } of scalars) {
    const all: Record<string, number[][]> = oracle.scalars;
    assert(all[tag]!.some(([s, v]) => s === step && v === value), tag);
  }
  for (let i = 0; i < file.length; i += 5) {
    const broken = file.slice();
    broken[i]! ^= 0x10;
    assert.throws(() => readEvents(broken), `byte ${i}`);
  }
});

Deno.test("encodeEventRecord() has one length whatever time and value", () => {
  const lengths = [0, 0.1, 1e12].map((time) =>
    encodeEventRecord({
      kind: "scalars",
      time,
      step: 3,
      values: { a: Math.PI * time, b: -1 },
    }).length
  );
  assert.equal(new Set(lengths).size, 1);
});

Deno.test("EventLog goes on where a checkpoint was taken", async () => {
  const path = `${await Deno.makeTempDir()}/events.out.tfevents.0.fold`;
  const first = await EventLog.open(path, 0);
  first.add(1, { loss: 3 });
  const kept = first.bytes;
  first.add(2, { loss: 99 });
  first.close();
  const second = await EventLog.open(path, kept);
  second.add(2, { loss: 2 });
  await second.sync();
  second.close();
  assert.deepEqual(
    readEvents(await Deno.readFile(path)).map((
      { step, value },
    ) => [step, value]),
    [[1, 3], [2, 2]],
  );
  await assert.rejects(EventLog.open(path, 10_000), /at least 10000 bytes/);
});

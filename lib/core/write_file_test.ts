import assert from "node:assert/strict";
import { writeFileAtomic } from "./write_file.ts";

Deno.test("writeFileAtomic() replaces a file and leaves nothing beside it", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/deep/er/a.bin`;
  await writeFileAtomic(path, new Uint8Array([1, 2]));
  await writeFileAtomic(path, new Uint8Array(3_000_000).fill(7));
  assert.equal((await Deno.readFile(path)).every((byte) => byte === 7), true);
  const names = [...Deno.readDirSync(`${folder}/deep/er`)].map(({ name }) =>
    name
  );
  assert.deepEqual(names, ["a.bin"]);
});

Deno.test({
  name: "writeFileAtomic() keeps the old file when the disk is full",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    // Writing to /dev/full fails with ENOSPC; the temporary file is steered there by a link.
    const folder = await Deno.makeTempDir();
    const path = `${folder}/a.txt`;
    await Deno.writeTextFile(path, "old");
    const original = Deno.open;
    Object.assign(Deno, {
      open: (_: string, options: Deno.OpenOptions) =>
        original("/dev/full", { ...options, create: false, truncate: false }),
    });
    try {
      await assert.rejects(
        writeFileAtomic(path, "new"),
        (error: Error) =>
          error.message.includes(path) && /space/i.test(error.message),
      );
    } finally {
      Object.assign(Deno, { open: original });
    }
    assert.equal(await Deno.readTextFile(path), "old");
    assert.deepEqual([...Deno.readDirSync(folder)].length, 1);
  },
});

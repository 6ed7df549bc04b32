import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { InputError } from "../core/mod.ts";
import { encodeSafetensors } from "../tensor/safetensors/mod.ts";
import { decodeWeights } from "./decode_weights.ts";
import fixture from "./testdata/torch_files.json" with { type: "json" };

const bytesOf = (base64: string) =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

for (const { name, base64, entry, tensors } of fixture.files) {
  const what = entry === null ? name : `${name}, ${entry}`;
  Deno.test(`decodeWeights() reads ${what} as torch does`, () => {
    const content = decodeWeights(bytesOf(base64), {
      file: name,
      ...(entry === null ? {} : { entry }),
    });
    const expected = Object.entries<{ shape: number[]; values: string }>(
      tensors,
    );
    assert.deepEqual(
      [...content.tensors.keys()].sort(),
      expected.map(([key]) => key).sort(),
    );
    for (const [key, { shape, values }] of expected) {
      const tensor = content.tensors.get(key)!;
      assert.deepEqual(tensor.shape, shape, key);
      const numbers = values === "" ? [] : values.split(" ").map(Number);
      // Eight digits are written down.
      const rounded = Array.from(tensor.data, (x) => Number(x.toPrecision(8)));
      assert.deepEqual(
        rounded,
        numbers.map((x) => Number(x.toPrecision(8))),
        key,
      );
    }
  });
}

for (const { name, says, base64 } of fixture.refused) {
  Deno.test(`decodeWeights() refuses ${name}, and says ${says}`, () => {
    assert.throws(
      () => decodeWeights(bytesOf(base64), { file: "weights.pth" }),
      (error: unknown) => {
        assert(error instanceof InputError);
        assert(error.message.includes(says), error.message);
        assert.equal(error.file, "weights.pth");
        assert.notEqual(error.remedy, undefined);
        return true;
      },
    );
  });
}

Deno.test("decodeWeights() widens every number of 16 bits as torch does", () => {
  for (const [format, hash] of Object.entries(fixture.halves)) {
    const header =
      `{"a":{"dtype":"${format}","shape":[65536],"data_offsets":[0,131072]}}`;
    const file = new Uint8Array(8 + header.length + 2 * 65536);
    file[0] = header.length;
    file.set(new TextEncoder().encode(header), 8);
    const view = new DataView(file.buffer, 8 + header.length);
    for (let i = 0; i < 65536; i++) view.setInt16(2 * i, i - 32768, true);
    const { data } = decodeWeights(file).tensors.get("a")!;
    const numbers = new Float32Array(data.filter((x) => !Number.isNaN(x)));
    const found = createHash("sha256").update(new Uint8Array(numbers.buffer));
    assert.equal(found.digest("hex"), hash, format);
    assert.equal(data.length - numbers.length, format === "F16" ? 2046 : 254);
  }
});

Deno.test("decodeWeights() tells what a checkpoint says beside its weights", () => {
  const { base64 } = fixture.files.find(({ name }) =>
    name === "checkpoint.zip.pth"
  )!;
  const { format, metadata } = decodeWeights(bytesOf(base64));
  assert.equal(format, "torch");
  assert.deepEqual(
    [...metadata].sort(),
    [
      ["best", "0.75"],
      ["device", "cpu"],
      ["done", "true"],
      ["entry", "model"],
      ["epoch", "12"],
      ["large", `${2n ** 70n}`],
      ["name", "fold 0"],
    ],
  );
  assert.throws(
    () => decodeWeights(bytesOf(base64), { entry: "teacher" }),
    /entry must be one of model, ema.*"teacher"/,
  );
});

Deno.test("decodeWeights() says what other files are", () => {
  const text = (words: string) => new TextEncoder().encode(words);
  const tar = new Uint8Array(512);
  tar.set(text("ustar"), 257);
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(), /it is truncated/],
    [text("version https://git-lfs.github.com/spec/v1\n"), /Git LFS/],
    [text("<!doctype html><html></html>"), /it is neither/],
    [tar, /tar archive/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => decodeWeights(bytes, { file: "a.pth" }), (error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  }
  const safetensors = encodeSafetensors(new Map());
  assert.equal(decodeWeights(safetensors).tensors.size, 0);
});

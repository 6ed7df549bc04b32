import assert from "node:assert/strict";
import { InputError, randomSource } from "../../core/mod.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
} from "./mod.ts";
import fixture from "../testdata/safetensors.json" with { type: "json" };

function example(): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, StoredTensor>([
    ["b", {
      dtype: "float32",
      shape: [2, 3],
      data: new Float32Array([1, -0, NaN, Infinity, 1e-42, 6]),
    }],
    ["1", { dtype: "int32", shape: [], data: new Int32Array([-7]) }],
    ["__proto__", {
      dtype: "float32",
      shape: [0, 9],
      data: new Float32Array(),
    }],
  ]);
  return encodeSafetensors(tensors, { epoch: "12", näme: "ü" });
}

/** A file with any header text. */
function fileOf(header: string, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

Deno.test("encodeSafetensors() and decodeSafetensors() give back what was stored", () => {
  const bytes = example();
  const { tensors, metadata } = decodeSafetensors(bytes);
  assert.deepEqual([...metadata], [["epoch", "12"], ["näme", "ü"]]);
  assert.deepEqual([...tensors.keys()].sort(), ["1", "__proto__", "b"]);
  assert.deepEqual(tensors.get("b")!.shape, [2, 3]);
  assert.deepEqual(
    [...tensors.get("b")!.data],
    [1, -0, NaN, Infinity, Math.fround(1e-42), 6],
  );
  assert.equal(tensors.get("1")!.dtype, "int32");
  assert.equal(tensors.get("1")!.data[0], -7);
});

Deno.test("encodeSafetensors() gives equal bytes for equal content", () => {
  assert.deepEqual(example(), example());
});

Deno.test("decodeSafetensors() reads a file of the reference implementation", () => {
  const bytes = Uint8Array.from(atob(fixture.base64), (c) => c.charCodeAt(0));
  const { tensors, metadata } = decodeSafetensors(bytes);
  assert.equal(metadata.get("name"), "Lungenflügel");
  const weight = tensors.get("encoder.0.conv1.weight")!;
  assert.deepEqual(weight.shape, [1, 3, 4, 1]);
  assert.deepEqual(
    [...weight.data],
    Array.from({ length: 12 }, (_, i) => Math.fround(i / 7)),
  );
  assert.equal(tensors.get("step")!.data[0], 1234567);
  assert.deepEqual(tensors.get("empty")!.shape, [0, 5]);
  assert.deepEqual([...tensors.get("odd")!.data], [
    Infinity,
    -0,
    Math.fround(1e-42),
  ]);
});

Deno.test("decodeSafetensors() reads bytes at an odd position of a larger buffer", () => {
  const bytes = example();
  const larger = new Uint8Array(bytes.length + 9);
  larger.set(bytes, 3);
  const { tensors } = decodeSafetensors(larger.subarray(3, 3 + bytes.length));
  assert.equal(tensors.get("b")!.data[5], 6);
});

Deno.test("decodeSafetensors() refuses every truncation", () => {
  const bytes = example();
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(
      () => decodeSafetensors(bytes.subarray(0, length), "model.safetensors"),
      (error: unknown) =>
        error instanceof InputError && error.message.includes("model.safe"),
      `${length} of ${bytes.length} bytes`,
    );
  }
});

Deno.test("decodeSafetensors() refuses hostile headers and says why", () => {
  const entry = (shape: string, offsets: string, dtype = "F32") =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
  const cases: [string, number, RegExp][] = [
    ["[]", 0, /header must be a JSON object/],
    ["{", 0, /must be JSON/],
    ["[".repeat(200_000), 0, /must be JSON/],
    [`{"a":1}`, 0, /"a" must be a JSON object/],
    [`{"a":${entry("[1]", "[0,8]", "C64")}}`, 8, /F64, F32.*"C64"/],
    [`{"a":${entry("[1]", "[0,4]", "F64")}}`, 4, /must have 8 bytes/],
    [`{"a":${entry("[1]", "[0,4]", "toString")}}`, 4, /"toString"/],
    [`{"a":${entry("[-1]", "[0,4]")}}`, 4, /list of sizes/],
    [`{"a":${entry("[1.5]", "[0,6]")}}`, 6, /list of sizes/],
    [`{"a":${entry("[1e30]", "[0,4]")}}`, 4, /list of sizes/],
    [`{"a":${entry("[4294967296,4294967296]", "[0,0]")}}`, 0, /bytes as its/],
    [`{"a":${entry("[2]", "[0,4]")}}`, 4, /must have 8 bytes/],
    [`{"a":${entry("[1]", "[4,0]")}}`, 4, /must have 4 bytes/],
    [`{"a":${entry("[1]", "[-4,0]")}}`, 4, /two positions/],
    [`{"a":${entry("[1]", "[4,8]")}}`, 8, /no hole/],
    [`{"a":${entry("[1]", "[0,4]")}}`, 8, /too long/],
    [`{"a":${entry("[1000000000]", "[0,4000000000]")}}`, 4, /truncated/],
    [
      `{"a":${entry("[2]", "[0,8]")},"b":${entry("[2]", "[4,12]")}}`,
      12,
      /"b" must begin at byte 8/,
    ],
    [`{"__metadata__":{"a":1}}`, 0, /strings only/],
    [`{"__metadata__":[]}`, 0, /__metadata__ must be/],
  ];
  for (const [header, dataBytes, message] of cases) {
    assert.throws(
      () => decodeSafetensors(fileOf(header, dataBytes)),
      (error: unknown) => {
        assert(error instanceof InputError);
        assert.match(error.message, message);
        assert(error.message.length < 500);
        return true;
      },
      header.slice(0, 60),
    );
  }
  const huge = new Uint8Array(16);
  huge.fill(0xff, 0, 8);
  assert.throws(() => decodeSafetensors(huge), /at most 100000000 bytes/);
});

Deno.test("decodeSafetensors() of 20,000 damaged files returns or refuses, never more", () => {
  const source = randomSource(1, "fuzz");
  const whole = example();
  const headerEnd = 8 +
    Number(new DataView(whole.buffer).getBigUint64(0, true));
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = whole.slice();
    const changes = 1 + source.integer(4);
    for (let i = 0; i < changes; i++) {
      const position = source.chance(0.9)
        ? source.integer(headerEnd)
        : source.integer(bytes.length);
      // Digits and brackets often, so that many headers stay JSON.
      bytes[position] = source.chance(0.5)
        ? '0123456789[]{},:"-'.charCodeAt(source.integer(18))
        : source.integer(256);
    }
    try {
      const { tensors } = decodeSafetensors(bytes);
      let total = 0;
      for (const { data } of tensors.values()) total += data.byteLength;
      assert(total <= bytes.length);
    } catch (error) {
      assert(error instanceof InputError, String(error));
      refused++;
    }
  }
  assert(refused > 10_000 && refused < 20_000, `${refused} refused`);
});

Deno.test("encodeSafetensors() refuses a shape that does not fit and the reserved name", () => {
  const data = new Float32Array(3);
  assert.throws(
    () =>
      encodeSafetensors(
        new Map([["w", { dtype: "float32", shape: [2, 2], data }]]),
      ),
    /data of w must have 4 numbers.*current value is 3/,
  );
  assert.throws(
    () =>
      encodeSafetensors(
        new Map([["__metadata__", { dtype: "float32", shape: [3], data }]]),
      ),
    /__metadata__/,
  );
});

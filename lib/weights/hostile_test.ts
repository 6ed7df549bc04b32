import assert from "node:assert/strict";
import { InputError, type RandomSource, randomSource } from "../core/mod.ts";
import { decodeWeights } from "./decode_weights.ts";
import {
  bytesFrom,
  tensorPickle,
  text,
  torchZip,
  type ZipFaults,
  zipOf,
} from "./testdata/crafted.ts";
import { damage } from "./testdata/damage.ts";
import { readZip, type ZipFiles } from "./torch/zip_directory.ts";
import fixture from "./testdata/torch_files.json" with { type: "json" };

const dictOf = (value: string) => `}${text("w")}${value}s.`;
const good = dictOf(tensorPickle({}));

function refuses(bytes: Uint8Array, message: RegExp, what: string): void {
  assert.throws(
    () => decodeWeights(bytes, { file: "model.pth" }),
    (error: unknown) => {
      assert(error instanceof InputError, `${what}: ${error}`);
      assert.match(error.message, message, what);
      assert.equal(error.file, "model.pth");
      assert.notEqual(error.remedy, undefined);
      assert(error.message.length < 1000, what);
      return true;
    },
    what,
  );
}

Deno.test("decodeWeights() reads a crafted zip, of 64 bits too", () => {
  const storage = new Uint8Array(new Float32Array([1.5, -2]).buffer);
  for (const zip64 of [false, true]) {
    const file = torchZip(good, { storage, zip64 });
    assert.deepEqual([...decodeWeights(file).tensors.get("w")!.data], [
      1.5,
      -2,
    ]);
  }
});

Deno.test("decodeWeights() refuses zips that lie", () => {
  const cases: [
    ZipFaults & { order?: string; storage?: Uint8Array },
    RegExp,
  ][] = [
    [{ method: 8 }, /must be stored in the zip/],
    [{ size: 2 ** 31 }, /must not overlap/],
    [{ size: 2 ** 52, zip64: true }, /must not overlap/],
    [{ offset: 0 }, /must not overlap/],
    [{ offset: 2 ** 52, zip64: true }, /truncated/],
    [{ offset: 3 }, /must be a header/],
    [{ count: 9 }, /must list 9 files, current value is 3/],
    [{ order: "big" }, /big-endian/],
    [
      { storage: new Uint8Array(4) },
      /storage "0" must have 8 bytes, current value is 4/,
    ],
    [
      { storage: new Uint8Array(12) },
      /storage "0" must have 8 bytes, current value is 12/,
    ],
  ];
  for (const [faults, message] of cases) {
    refuses(torchZip(good, faults), message, JSON.stringify(faults));
  }
  const twice = zipOf([["a/data.pkl", bytesFrom(good)], [
    "a/data.pkl",
    bytesFrom(good),
  ]]);
  refuses(twice, /it is there twice/, "two files of a name");
  const none = zipOf([["a/b/data.pkl", bytesFrom(good)]]);
  refuses(none, /must hold one data\.pkl/, "too deep");
  const changed = torchZip(good, { storage: bytesFrom("numbers!") });
  changed[changed.lastIndexOf("!".charCodeAt(0))] = 0;
  refuses(changed, /checksum of "a\/data\/0" is wrong/, "changed byte");
});

Deno.test("decodeWeights() refuses tensors that reach beyond their storage", () => {
  const cases: [Parameters<typeof tensorPickle>[0], RegExp][] = [
    [{ size: [3] }, /must end at number 2 .*current value is 3/],
    [{ offset: 1 }, /must end at number 2 .*current value is 3/],
    [{ stride: [2] }, /current value is 3/],
    [{ offset: -1 }, /must have a storage, an offset/],
    [{ size: [-1] }, /integers from 0/],
    [{ size: [2, 2] }, /as many strides as sides/],
    [{ size: [1e15], stride: [0] }, /must have at most/],
    [{ size: [1e15, 1e15, 1e15], stride: [0, 0, 0] }, /must have at most/],
    [
      { size: Array(33).fill(1), stride: Array(33).fill(1) },
      /list of integers/,
    ],
    [{ key: "7" }, /storage "7" is missing/],
    [{ count: 2 ** 40 }, /must have 4398046511104 bytes, current value is 8/],
    [{ count: -1 }, /storages only/],
  ];
  for (const [tensor, message] of cases) {
    refuses(
      torchZip(dictOf(tensorPickle(tensor))),
      message,
      JSON.stringify(tensor),
    );
  }
  const empty = dictOf(
    tensorPickle({ size: [0, 1e15, 1e15], stride: [1, 1, 1] }),
  );
  assert.equal(decodeWeights(torchZip(empty)).tensors.get("w")!.data.length, 0);
});

Deno.test("decodeWeights() refuses pickles that are broken or ask for more than tensors", () => {
  const cases: [string, RegExp][] = [
    ["cos\nsystem\n(S'true'\ntR.", /refuses to run `os\.system`/],
    [`${text("os")}${text("system")}\x93.`, /refuses to run `os\.system`/],
    ["cbuiltins\neval\n.", /refuses to run `builtins\.eval`/],
    ["ctorch._utils\n__import__\n.", /`torch\._utils\.__import__`/],
    ["ctorch\nFloatStorage\n)R.", /tries to call `torch\.FloatStorage`/],
    ["K\x01K\x02b.", /set attributes of a number/],
    ["K\x01K\x02a.", /append to a number/],
    ["K\x01K\x02K\x03s.", /set items of a number/],
    ["h\x05.", /asks for value 5/],
    [".", /empty stack/],
    ["", /truncated/],
    ["X\xff\xff\xff\xff.", /truncated/],
    ["\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.", /truncated/],
    ["\x8b\xff\xff\xff\x7f.", /truncated/],
    ["I" + "9".repeat(3000) + "\n.", /must be digits/],
    ["I12", /no end to it/],
    ["t.", /empty stack/],
    ["\x82\x01.", /must be an instruction.*current value is 130/],
    ["P0\n.", /must be an instruction/],
    ["N.", /must hold a dictionary of tensors, it holds None/],
    ["}" + "}".repeat(1_100_000) + ".", /at most 1000000 instructions/],
    ["(".repeat(900_000) + ".", /empty stack/],
  ];
  for (const [pickle, message] of cases) {
    const file = torchZip(pickle);
    refuses(file, message, JSON.stringify(pickle.slice(0, 40)));
  }
});

Deno.test("decodeWeights() is not held up by values that hold themselves or each other", () => {
  // A dictionary that is its own entry, at every usual name.
  const own = `}q\x00${text("model")}h\x00s${text("w")}${tensorPickle({})}s.`;
  assert.equal(decodeWeights(torchZip(own)).tensors.size, 1);
  // Each dictionary holds the one before ten times: 10^50 ways down.
  let laughs = `}q\x00${text("w")}${tensorPickle({})}s0`;
  for (let level = 1; level <= 50; level++) {
    const before = String.fromCharCode(level - 1);
    laughs += `}q${String.fromCharCode(level)}`;
    for (let i = 0; i < 10; i++) laughs += `${text(`m${i}`)}h${before}s`;
    laughs += "0";
  }
  refuses(torchZip(`${laughs}h\x32.`), /dictionary of tensors/, "laughs");
  // A long list that is asked for as a dictionary again and again.
  const pair = `${text("k")}K\x01\x86q\x02`;
  const long = `${pair}0ccollections\nOrderedDict\nq\x000](${
    "h\x02".repeat(100_000)
  }e\x85q\x010`;
  const again = `${long}${"h\x00h\x01R0".repeat(100_000)}${good}`;
  assert.equal(decodeWeights(torchZip(again)).tensors.size, 1);
  // Many tensors that share one storage.
  const shared = `ctorch._utils\n_rebuild_tensor_v2\nq\x000` +
    `${tensorPickle({ size: [1000], stride: [0] })}q\x010` +
    `}(${
      Array.from({ length: 9000 }, (_, i) => `${text(`${i}`)}h\x01`).join("")
    }u.`;
  refuses(torchZip(shared), /must have at most/, "shared");
});

const bytesOf = (base64: string) =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

Deno.test("decodeWeights() refuses every truncation", () => {
  for (const { name, base64 } of fixture.files) {
    const whole = bytesOf(base64);
    for (let length = 0; length < whole.length; length += 1 + (length >> 5)) {
      refuses(whole.subarray(0, length), /./, `${length} bytes of ${name}`);
    }
  }
});

/** SEGBOOK_FUZZ=50000 for a long look. */
const rounds = Number(Deno.env.get("SEGBOOK_FUZZ") ?? 4000);

/** A zip of torch.save made anew around a changed pickle, with the right checksums, so that the pickle is read. */
function withPickle(
  { names, get }: ZipFiles,
  change: (pickle: Uint8Array) => Uint8Array,
): Uint8Array {
  return zipOf(names.map((name) => {
    const content = get(name)!;
    return [name, name.endsWith("data.pkl") ? change(content) : content];
  }));
}

/** Decodes files that were damaged at random; each must be refused or give no more than it can hold. */
function checkDamaged(
  makers: readonly ((random: RandomSource) => Uint8Array)[],
  purpose: string,
): void {
  const random = randomSource(2, purpose);
  let refused = 0;
  let slowest = 0;
  for (let round = 0; round < rounds; round++) {
    const bytes = makers[round % makers.length]!(random);
    const begin = performance.now();
    try {
      let total = 0;
      for (const { data, shape } of decodeWeights(bytes).tensors.values()) {
        total += data.byteLength;
        assert.equal(data.length, shape.reduce((a, b) => a * b, 1));
      }
      assert(total <= 8 * bytes.length + 2 ** 20);
    } catch (error) {
      assert(error instanceof InputError, `round ${round}: ${error}`);
      refused++;
    }
    slowest = Math.max(slowest, performance.now() - begin);
  }
  if (rounds > 4000) {
    console.log(`${refused} refused, slowest ${slowest.toFixed(1)} ms`);
  }
  assert(refused > rounds / 4 && refused < rounds, `${refused} refused`);
}

Deno.test(`decodeWeights() of ${rounds} damaged files returns or refuses, never more`, () => {
  const wholes = fixture.files.map(({ base64 }) => bytesOf(base64));
  checkDamaged(
    wholes.map((whole) => (random) => damage(whole, random)),
    "fuzz weights",
  );
});

Deno.test(`decodeWeights() of ${rounds} whole zips with damaged pickles returns or refuses, never more`, () => {
  const zips = fixture.files.filter(({ name }) =>
    name.endsWith(".pth") && !name.includes("legacy")
  ).map(({ base64 }) => readZip(bytesOf(base64)));
  assert(zips.length > 5);
  checkDamaged(
    zips.map((zip) => (random) =>
      withPickle(zip, (pickle) => damage(pickle, random))
    ),
    "fuzz pickles",
  );
});

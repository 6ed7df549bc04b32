import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { InputError, type RasterImage } from "../core/mod.ts";
import { decodeImage } from "./decode_image.ts";
import { decodeLabelImage } from "./decode_label_image.ts";
import { encodeJpeg, encodePng } from "./encode_png.ts";
import { parsePng } from "./parse_png.ts";
import { decodePng16, encodePng16 } from "./png16.ts";
import { readProbabilityMap, writeProbabilityMap } from "./probability_map.ts";
import fixture from "./testdata/pictures.json" with { type: "json" };

const bytesOf = (base64: string) =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

async function stored(bytes: Uint8Array, name = "a.png"): Promise<string> {
  const path = `${await Deno.makeTempDir()}/${name}`;
  await Deno.writeFile(path, bytes);
  return path;
}

/** The colours near the four corners, each channel as light or dark; as in tools/oracles/imaging.py. */
function corners({ data, width, height, channels }: RasterImage): string[] {
  return [3, height - 4].flatMap((y) =>
    [3, width - 4].map((x) =>
      [0, 1, 2].map((c) => {
        const at = (y * width + x) * channels + (channels === 3 ? c : 0);
        return data[at]! > 127 ? "1" : "0";
      }).join("")
    )
  );
}

/** The error names the file and a remedy, and says why. */
async function refuses(work: Promise<unknown>, path: string, why: RegExp) {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof InputError, String(error));
    assert.equal(error.file, path);
    assert.ok(error.remedy);
    assert.match(error.message, why);
    return true;
  });
}

Deno.test("parsePng() reads the samples of every kind and depth that Pillow wrote", () => {
  assert.ok(fixture.pngs.length >= 10);
  for (const { name, file, samples } of fixture.pngs) {
    assert.equal(parsePng(bytesOf(file)).samples.join(" "), samples, name);
  }
});

Deno.test("parsePng() reads interlaced files, 8 and 16 bit", async () => {
  for (const [width, height] of [[1, 1], [3, 2], [13, 11], [16, 8]] as const) {
    const data = Uint16Array.from(
      { length: width * height * 3 },
      (_, i) => i * 4099 % 65536,
    );
    const raw = { raw: { width, height, channels: 3 as const } };
    const deep = await sharp(data, raw).toColourspace("rgb16")
      .png({ progressive: true }).toBuffer();
    assert.equal(deep[28], 1, "interlaced");
    assert.deepEqual([...parsePng(new Uint8Array(deep)).samples], [...data]);
    const bytes = Uint8Array.from(data, (value) => value >> 8);
    const flat = await sharp(bytes, raw).png({ progressive: true }).toBuffer();
    assert.deepEqual([...parsePng(new Uint8Array(flat)).samples], [...bytes]);
  }
});

Deno.test("parsePng() notices every truncation and a flipped bit", async () => {
  const data = Uint8Array.from({ length: 600 }, (_, i) => i * 31 % 256);
  const file = await encodePng({ data, width: 20, height: 10, channels: 3 });
  for (let length = 8; length < file.length; length++) {
    assert.throws(() => parsePng(file.subarray(0, length)), /truncated/);
  }
  const damaged = file.slice();
  damaged[60]! ^= 4;
  assert.throws(() => parsePng(damaged), /checksum/);
});

Deno.test("decodeImage() turns all eight EXIF orientations upright, as Pillow does", async () => {
  assert.equal(fixture.turned.length, 8);
  for (const { file, width, height, corners: expected } of fixture.turned) {
    const image = await decodeImage(await stored(bytesOf(file), "a.jpg"));
    assert.deepEqual([image.width, image.height], [width, height]);
    assert.deepEqual(corners(image), expected);
  }
});

Deno.test("decodeImage() converts CMYK to RGB and reads progressive JPEG", async () => {
  const { file, corners: expected } = fixture.progressive;
  const rgb = await decodeImage(await stored(bytesOf(file), "a.jpg"));
  assert.deepEqual(corners(rgb), expected);

  const path = await stored(bytesOf(fixture.cmyk), "a.jpg");
  const { data, width, channels } = await decodeImage(path);
  assert.equal(channels, 3);
  const colour = (x: number, y: number) => {
    const at = (y * width + x) * 3;
    return [...data.subarray(at, at + 3)];
  };
  // Printing inks are dull: the channel that stands out tells red, green and blue.
  for (const [x, y, c] of [[3, 3, 0], [28, 3, 1], [3, 12, 2]] as const) {
    const rest = colour(x, y);
    const [strong] = rest.splice(c, 1);
    assert.ok(strong! > Math.max(...rest) + 40, `${colour(x, y)}`);
  }
  assert.ok(Math.min(...colour(28, 12)) > 240);
});

Deno.test("decodeImage() scales 16 bit by 257, grey and RGB", async () => {
  const data = new Uint16Array([0, 128, 129, 257 * 7, 40000, 65535]);
  const expected = [0, 0, 1, 7, 156, 255];
  const grey = await stored(await encodePng16({ data, width: 3, height: 2 }));
  const image = await decodeImage(grey);
  assert.equal(image.channels, 1);
  assert.deepEqual([...image.data], expected);
  const colours = await sharp(data, {
    raw: { width: 2, height: 1, channels: 3 },
  })
    .toColourspace("rgb16").png().toBuffer();
  const colour = await decodeImage(await stored(new Uint8Array(colours)));
  assert.equal(colour.channels, 3);
  assert.deepEqual([...colour.data], expected);
});

Deno.test("decodeImage() refuses 16 bit that would come out black", async () => {
  const data = new Uint16Array([0, 125, 60]);
  const path = await stored(await encodePng16({ data, width: 3, height: 1 }));
  await refuses(decodeImage(path), path, /at least 2570 .* is 125/);
});

Deno.test("decodeImage() composes transparency on white and keeps grey grey", async () => {
  const data = new Uint8Array([200, 10, 20, 255, 0, 0, 0, 0, 0, 0, 0, 127]);
  const file = await sharp(data, { raw: { width: 3, height: 1, channels: 4 } })
    .png().toBuffer();
  const image = await decodeImage(await stored(new Uint8Array(file)));
  assert.deepEqual([...image.data.subarray(0, 6)], [
    200,
    10,
    20,
    255,
    255,
    255,
  ]);
  assert.ok(Math.abs(image.data[6]! - 128) <= 1);
  const grey = {
    data: new Uint8Array([7, 8]),
    width: 2,
    height: 1,
    channels: 1,
  } as const;
  assert.deepEqual(
    await decodeImage(await stored(await encodePng(grey))),
    grey,
  );
});

Deno.test("decodeImage() and decodeLabelImage() refuse bad files, naming file and remedy", async () => {
  const noise = Uint8Array.from(
    { length: 3 * 64 * 64 },
    (_, i) => i * i * 31 % 256,
  );
  const image = { data: noise, width: 64, height: 64, channels: 3 } as const;
  const jpeg = await encodeJpeg(image);
  const png = await encodePng(image);
  const corrupt = jpeg.slice();
  corrupt.fill(0xff, 700, 760);
  const bad: [string, Uint8Array, RegExp][] = [
    ["empty.png", new Uint8Array(), /0 bytes/],
    ["text.jpg", new TextEncoder().encode("<html>404</html>"), /first bytes/],
    ["cut.jpg", jpeg.subarray(0, jpeg.length >> 1), /whole JPEG/],
    ["corrupt.jpg", corrupt, /whole JPEG/],
    ["header.jpg", jpeg.subarray(0, 30), /whole JPEG/],
    ["cut.png", png.subarray(0, png.length >> 1), /whole PNG/],
    ["header.png", png.subarray(0, 20), /whole PNG/],
  ];
  for (const [name, bytes, why] of bad) {
    const path = await stored(bytes, name);
    await refuses(decodeImage(path), path, why);
    await refuses(decodeLabelImage(path), path, why);
  }
  await refuses(decodeImage("/no/such.png"), "/no/such.png", /no such file/);
});

Deno.test("decodeLabelImage() keeps indices, deep grey and colours, and clears the transparent", async () => {
  const named = (start: string) =>
    bytesOf(fixture.pngs.find(({ name }) => name.startsWith(start))!.file);
  const palette = await decodeLabelImage(await stored(named("P {'bits': 2")));
  assert.equal(palette.kind, "palette");
  assert.deepEqual([...palette.values.subarray(0, 6)], [0, 1, 2, 3, 0, 1]);
  assert.equal(palette.colours?.[1], (21 << 16) + (28 << 8) + 35);
  const deep = await decodeLabelImage(await stored(named("I;16")));
  assert.deepEqual([deep.kind, deep.bitDepth], ["grey", 16]);
  assert.deepEqual([...deep.values.subarray(0, 3)], [0, 4099, 8198]);
  const data = new Uint8Array([1, 2, 3, 255, 9, 9, 9, 0]);
  const file = await sharp(data, { raw: { width: 2, height: 1, channels: 4 } })
    .png().toBuffer();
  const colour = await decodeLabelImage(await stored(new Uint8Array(file)));
  assert.equal(colour.kind, "colour");
  assert.deepEqual([...colour.values], [0x010203, 0]);
});

Deno.test("encodePng16() and decodePng16() keep all 65536 values", async () => {
  const data = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const path = await stored(
    await encodePng16({ data, width: 256, height: 256 }),
  );
  assert.deepEqual((await decodePng16(path)).data, data);
  const eight = await stored(
    await encodePng({ data: new Uint8Array(4), width: 2, height: 2 }),
  );
  await refuses(
    decodePng16(eight),
    eight,
    /16-bit grey PNG, but it is grey, 8 bit/,
  );
});

Deno.test("writeProbabilityMap() loses at most half a step and refuses what is no probability", async () => {
  const path = `${await Deno.makeTempDir()}/deep/a.png`;
  const data = Float32Array.from({ length: 1000 }, (_, i) => (i / 999) ** 2);
  await writeProbabilityMap(path, { data, width: 100, height: 10 });
  const map = await readProbabilityMap(path);
  assert.deepEqual([map.width, map.height], [100, 10]);
  map.data.forEach((value, i) =>
    assert.ok(Math.abs(value - data[i]!) <= 0.5 / 65535 + 1e-7)
  );
  for (const value of [NaN, -0.01, 1.01]) {
    const bad = { data: new Float32Array([value]), width: 1, height: 1 };
    await assert.rejects(writeProbabilityMap(path, bad), /in \[0, 1\]/);
  }
});

/** A grey 8-bit PNG whose header and pixels are told apart from each other. */
function pngOf(width: number, height: number, raw: Uint8Array): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = new Uint8Array([...new TextEncoder().encode(type), ...data]);
    const bytes = new Uint8Array(body.length + 8);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, data.length);
    bytes.set(body, 4);
    view.setUint32(body.length + 4, crc32(body));
    return bytes;
  };
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw)),
    chunk("IEND", new Uint8Array()),
  ]);
}

Deno.test("parsePng() takes no memory for what a hostile header or stream promises", () => {
  assert.deepEqual([
    ...parsePng(pngOf(2, 1, new Uint8Array([0, 7, 9]))).samples,
  ], [7, 9]);
  // 2 x 1 pixels that unpack to 64 MB.
  const bomb = pngOf(2, 1, new Uint8Array(64 * 2 ** 20));
  assert.throws(() => parsePng(bomb), /cannot be unpacked/);
  assert.throws(
    () => parsePng(pngOf(100_000, 100_000, new Uint8Array(8))),
    /at most 268435456 pixels/,
  );
});

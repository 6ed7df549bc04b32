import assert from "node:assert/strict";
import { encodeJpeg, encodePng } from "../imaging/mod.ts";
import { decodeLabelImage, type LabelImage } from "../imaging/mod.ts";
import { labelMask, parseForeground } from "./label_mask.ts";

function label(
  kind: LabelImage["kind"],
  values: readonly number[],
  more: Partial<LabelImage> = {},
): LabelImage {
  return {
    kind,
    lossy: false,
    bitDepth: 8,
    values: Uint32Array.from(values),
    width: values.length,
    height: 1,
    ...more,
  };
}

const masked = (picture: LabelImage, foreground?: string) =>
  labelMask(
    picture,
    foreground === undefined ? undefined : parseForeground(foreground),
  )
    .data.join("");

const times = (n: number, value: number) => new Array<number>(n).fill(value);

Deno.test("labelMask() takes indices, greys and colours as they are", () => {
  const palette = label("palette", [0, 1, 2], {
    colours: Uint32Array.of(0x004080, 0x408000, 0xf39800),
  });
  assert.equal(masked(palette), "011");
  assert.equal(masked(palette, "0"), "100");
  assert.equal(masked(palette, "#f39800"), "001");
  assert.equal(masked(palette, "#123456"), "000");
  const grey = label("grey", [0, 1, 255, 2]);
  assert.equal(masked(grey), "0111");
  assert.equal(masked(grey, "2"), "0001");
  assert.equal(masked(grey, "#ffffff"), "0010");
  assert.equal(masked(grey, "#ff0000"), "0000");
  const deep = label("grey", [0, 300, 65535], { bitDepth: 16 });
  assert.equal(masked(deep, "300"), "010");
  const colour = label("colour", [0, 0xff0000, 0xffffff]);
  assert.equal(masked(colour), "011");
  assert.equal(masked(colour, "#FF0000"), "010");
  assert.equal(masked(colour, "255"), "001");
});

Deno.test("labelMask() halves masks that were smoothed, and only those", () => {
  const edge = [0, 20, 60, 100, 127, 128, 160, 200, 240, 254];
  const smoothed = label("grey", [...edge, ...times(30, 255)]);
  assert.equal(masked(smoothed).slice(0, 10), "0000011111");
  assert.equal(masked(smoothed, "255").slice(0, 10), "0000011111");
  // Instances 1..20: many values, none of them white.
  const instances = label("grey", [
    0,
    ...Array.from({ length: 20 }, (_, i) => i + 1),
  ]);
  assert.equal(masked(instances), "0" + "1".repeat(20));
  assert.equal(masked(instances, "1"), "01" + "0".repeat(19));
});

Deno.test("labelMask() reads a mask that went through JPEG", async () => {
  const data = Uint8Array.from({ length: 1600 }, (_, i) => {
    return (i % 40 - 20) ** 2 + (Math.floor(i / 40) - 18) ** 2 < 150 ? 255 : 0;
  });
  const picture = { data, width: 40, height: 40, channels: 1 } as const;
  const path = `${await Deno.makeTempDir()}/a.jpg`;
  await Deno.writeFile(path, await encodeJpeg(picture, 60));
  const noisy = await decodeLabelImage(path);
  assert.ok(new Set(noisy.values).size > 8);
  const { data: bits } = labelMask(noisy);
  const wrong = bits.filter((bit, i) => bit !== (data[i] ? 1 : 0)).length;
  assert.ok(wrong < 16, `${wrong}`);
  await Deno.writeFile(path, await encodePng(picture));
  assert.deepEqual(
    labelMask(await decodeLabelImage(path)).data,
    data.map((value) => value / 255),
  );
});

Deno.test("labelMask() takes the nearer colour where colours were smoothed", () => {
  const red = 0xff0000;
  const edge = Array.from({ length: 80 }, (_, i) => Math.round(i * 3.2) << 16);
  const smoothed = label("colour", [
    ...edge,
    ...times(200, red),
    ...times(200, 0x00c800),
  ]);
  const bits = masked(smoothed, "#ff0000");
  assert.equal(bits.slice(0, 80), "0".repeat(40) + "1".repeat(40));
  assert.equal(bits.slice(80), "1".repeat(200) + "0".repeat(200));
});

Deno.test("parseForeground() refuses what is neither number nor colour", () => {
  for (const text of ["", "red", "-1", "1.5", "#fff", "#12345g", "70000"]) {
    assert.throws(() => parseForeground(text), /--foreground/, text);
  }
});

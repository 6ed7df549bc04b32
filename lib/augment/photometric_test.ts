import assert from "node:assert/strict";
import { randomSource, type RasterImage } from "../core/mod.ts";
import { brightnessContrast } from "./brightness_contrast.ts";
import { gamma } from "./gamma.ts";
import { gaussianBlur } from "./gaussian_blur.ts";
import { gaussianNoise } from "./gaussian_noise.ts";
import { hueSaturation } from "./hue_saturation.ts";
import {
  largestDifference,
  oracles,
  oracleSample,
} from "./testdata/oracles.ts";

const { image } = oracleSample;
const grey: RasterImage = {
  data: new Uint8Array(200 * 200).fill(128),
  width: 200,
  height: 200,
  channels: 1,
};

Deno.test("brightnessContrast() has Pillow's contrast", () => {
  for (const { contrast, image: expected } of oracles.contrast) {
    // Pillow cuts the fraction off, here it is rounded.
    const { data } = brightnessContrast(image, 0, contrast);
    assert.ok(largestDifference(data, expected) <= 1, `contrast ${contrast}`);
  }
});

Deno.test("brightnessContrast() adds a share of 255 and clips", () => {
  const { data } = brightnessContrast(image, 0.2, 1);
  image.data.forEach((value, i) =>
    assert.equal(data[i], Math.min(255, value + 51))
  );
});

Deno.test("gamma() does what albumentations does", () => {
  for (const { exponent, image: expected } of oracles.gamma) {
    const { data } = gamma(image, exponent);
    assert.ok(largestDifference(data, expected) <= 1, `exponent ${exponent}`);
  }
});

Deno.test("hueSaturation() does what colorsys does", () => {
  for (const { hue, saturation, image: expected } of oracles.hueSaturation) {
    const { data } = hueSaturation(image, hue, saturation);
    assert.ok(
      largestDifference(data, expected) <= 0.501,
      `hue ${hue}, saturation ${saturation}`,
    );
  }
});

Deno.test("hueSaturation() leaves a grey picture alone", () => {
  assert.deepEqual(hueSaturation(grey, 90, 2), grey);
});

Deno.test("gaussianBlur() does what OpenCV does", () => {
  for (const { deviation, image: expected } of oracles.blur) {
    const { data } = gaussianBlur(image, deviation);
    // OpenCV works in 8-bit fixed point.
    assert.ok(
      largestDifference(data, expected) <= 1,
      `deviation ${deviation}: ${largestDifference(data, expected)}`,
    );
  }
});

Deno.test("gaussianNoise() has the deviation it was given and no bias", () => {
  const { data } = gaussianNoise(grey, 10, randomSource(3, "noise"));
  const mean = data.reduce((sum, v) => sum + v, 0) / data.length;
  const variance = data.reduce((sum, v) => sum + (v - mean) ** 2, 0) /
    data.length;
  // Standard errors: 0.05 of the mean, 0.035 of the deviation; four of them are allowed.
  assert.ok(Math.abs(mean - 128) < 0.2, `mean ${mean}`);
  assert.ok(Math.abs(Math.sqrt(variance) - 10) < 0.14, `variance ${variance}`);
});

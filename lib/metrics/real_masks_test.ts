import { type Mask, pathExists } from "../core/mod.ts";
import { decodeLabelImage } from "../imaging/mod.ts";
import { assertNear } from "./test_numbers.ts";
import {
  assertUwMadison,
  expected,
  FLOAT32,
  mask,
  scores,
} from "./test_surfaces.ts";

const shared = new URL("../../../shared/data/", import.meta.url).pathname;
const names = ["0072", "0074", "0093", "0101"]
  .map((slice) => `uwm_gi_tract/masks/case117_day0_slice_${slice}.png`);
const absent = !await pathExists(`${shared}${names[0]}`);

/** Colours of the large bowel (green), small bowel (yellow), stomach (red). */
const organs: readonly ((red: boolean, green: boolean) => boolean)[] = [
  (red, green) => green && !red,
  (red, green) => green && red,
  (red, green) => red && !green,
];

/** The picture moved down and to the right; what leaves on one side comes in on the other. */
function rolled({ data, width, height }: Mask, down: number, right: number) {
  const at = (x: number, y: number) =>
    (y + height) % height * width + (x + width) % width;
  return mask(
    width,
    height,
    ...Array.from(data.keys()).filter((i) =>
      data[at(i % width - right, Math.floor(i / width) - down)]
    ),
  );
}

/** Every fourth row and column. */
function thinned({ data, width, height }: Mask): Mask {
  const [columns, rows] = [Math.ceil(width / 4), Math.ceil(height / 4)];
  const small = Uint8Array.from(
    { length: columns * rows },
    (_, i) => data[4 * Math.floor(i / columns) * width + 4 * (i % columns)]!,
  );
  return { data: small, width: columns, height: rows };
}

Deno.test({
  name:
    "surface metrics and the score of UW-Madison equal MONAI and scipy on real slices (shared/data/uwm_gi_tract)",
  ignore: absent,
  async fn() {
    const labels = await Promise.all(
      names.map((name) => decodeLabelImage(`${shared}${name}`)),
    );
    const truths = organs.map((isOrgan) =>
      labels.map(({ values, width, height }): Mask => ({
        width,
        height,
        data: Uint8Array.from(
          values,
          (rgb) => isOrgan(rgb >> 16 > 127, (rgb >> 8 & 255) > 127) ? 1 : 0,
        ),
      }))
    );
    const predictions = truths.map((volume) =>
      volume.map((slice) => rolled(slice, 3, -5))
    );
    truths.forEach((truth, c) => {
      const prediction = predictions[c]!;
      const volume = { spacing: [3, 1.5, 1.5] } as const;
      const slice = { spacing: [1.5, 1.5] } as const;
      assertNear(
        scores(prediction, truth, volume, 3),
        expected.real.volumes[c]!,
        FLOAT32,
        `volume of class ${c}`,
      );
      assertNear(
        scores(prediction[0]!, truth[0]!, slice, 3),
        expected.real.slices[c]!,
        FLOAT32,
        `first slice of class ${c}`,
      );
    });
    const small = (volumes: Mask[][]) =>
      volumes.map((slices) => slices.map(thinned));
    assertUwMadison(
      [{ p: small(predictions), t: small(truths) }],
      expected.real.uwMadison,
    );
  },
});

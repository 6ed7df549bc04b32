import assert from "node:assert/strict";
import { randomSource } from "../../core/mod.ts";
import {
  boxSideQuantiles,
  objectCounts,
  ratioByObjects,
  ratioQuantiles,
  touchingShare,
} from "./reference_statistics.ts";
import { distributionDistance, referenceStatistics } from "./statistics.ts";

/** The definition: the largest gap between the two shares of values up to x, over every x. */
function byDefinition(a: readonly number[], b: readonly number[]): number {
  const share = (of: readonly number[], x: number) => {
    return of.filter((value) => value <= x).length / of.length;
  };
  return Math.max(
    ...[...a, ...b].map((x) => Math.abs(share(a, x) - share(b, x))),
  );
}

Deno.test("distributionDistance() agrees with the definition, ties included", () => {
  const random = randomSource(1, "distances");
  for (let trial = 0; trial < 40; trial++) {
    const sample = () => {
      return Array.from(
        { length: 1 + random.integer(30) },
        () => random.integer(9),
      );
    };
    const [a, b] = [sample(), sample()];
    assert.ok(
      Math.abs(distributionDistance(a, b) - byDefinition(a, b)) < 1e-12,
    );
    assert.equal(distributionDistance(a, b), distributionDistance(b, a));
  }
});

Deno.test("distributionDistance() refuses samples without finite values", () => {
  assert.throws(() => distributionDistance([], [1]), RangeError);
  assert.throws(() => distributionDistance([1], [NaN]), RangeError);
});

const shared = Deno.env.get("SEGBOOK_SHARED_DATA") ?? "../shared/data";
const meta = `${shared}/stas_meta`;
const absent = await Deno.stat(meta).then(() => false, () => true);

interface RealImage {
  readonly filename: string;
  readonly numobj: number;
  readonly ratio: number;
  readonly bbox_xyxy: readonly (readonly [number, number, number, number])[];
}

async function realImages(): Promise<RealImage[]> {
  const images = new Map<string, RealImage>();
  for await (const { name } of Deno.readDir(meta)) {
    if (!/^(Fold\d_(train|valid)|Test)\.json$/.test(name)) continue;
    const read: RealImage[] = JSON.parse(
      await Deno.readTextFile(`${meta}/${name}`),
    );
    for (const image of read) images.set(image.filename, image);
  }
  return [...images.values()];
}

Deno.test({
  name: "referenceStatistics is what the real labels say",
  ignore: absent,
  async fn() {
    const images = await realImages();
    assert.equal(images.length, 1038);
    const objects = images.map(({ numobj }) => numobj);
    assert.equal(distributionDistance(referenceStatistics.objects, objects), 0);
    // 201 quantiles stand for the sample to within one step.
    const ratio = images.map(({ ratio }) => ratio);
    assert.ok(distributionDistance(referenceStatistics.ratio, ratio) < 0.008);
    const boxes = images.flatMap(({ bbox_xyxy }) => bbox_xyxy);
    const sides = boxes.map(([x0, y0, x1, y1]) =>
      Math.sqrt((x1 - x0) * (y1 - y0))
    );
    assert.ok(distributionDistance(referenceStatistics.boxSide, sides) < 0.008);
    const touching = boxes.filter(([x0, y0, x1, y1]) => {
      return x0 <= 3 || y0 <= 3 || x1 >= 1713 || y1 >= 939;
    });
    assert.ok(Math.abs(touching.length / boxes.length - touchingShare) < 1e-4);
    // The median among images of one object, counted by hand.
    const single = images.filter(({ numobj }) => numobj === 1)
      .map(({ ratio }) => ratio).sort((a, b) => a - b);
    const median = (single[209]! + single[210]!) / 2;
    assert.ok(Math.abs(ratioByObjects[0]!.ratio[10]! - median) < 1e-5);
  },
});

Deno.test("reference statistics are whole and rising", () => {
  assert.equal(objectCounts.reduce((sum, count) => sum + count, 0), 1038);
  assert.equal(objectCounts.length - 1, ratioByObjects.at(-1)!.most);
  const rising = (values: readonly number[]) => {
    return values.every((value, i) => i === 0 || value >= values[i - 1]!);
  };
  for (
    const values of [
      ratioQuantiles,
      boxSideQuantiles,
      ...ratioByObjects.map(({ ratio }) => ratio),
    ]
  ) {
    assert.ok(rising(values));
    assert.ok(values.every(Number.isFinite));
  }
});

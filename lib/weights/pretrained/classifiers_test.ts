import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { RasterImage } from "../../core/mod.ts";
import { decodeImage } from "../../imaging/mod.ts";
import { type EncoderName, liteClassifier } from "../../models/mod.ts";
import { projectRoot } from "../../run/project_root.ts";
import { openBackend, tf } from "../../tensor/mod.ts";
import { loadWeights } from "../load_weights.ts";
import expected from "../testdata/classifiers.json" with { type: "json" };
import { fetchedPath } from "./pretrained_path.ts";

/** What a person sees in the photographs, as numbers of ImageNet's classes; the astronaut has none. */
const SEEN: Readonly<Record<string, readonly number[]>> = {
  chelsea: [281, 282, 283, 284, 285, 286, 287], // cats, from tabby to lynx
  coffee: [504, 967, 968], // mug, espresso, cup
  rocket: [657, 744, 812], // missile, projectile, space shuttle
};

async function photograph(name: string): Promise<RasterImage> {
  const file = new URL(`../testdata/photographs/${name}.jpg`, import.meta.url);
  return await decodeImage(fileURLToPath(file));
}

/** The middle of an image, normalised as the weights want it. */
function middle({ data, width, height }: RasterImage, side: number) {
  const [row, column] = [(height - side) / 2, (width - side) / 2];
  return tf.tidy(() => {
    const levels = tf.tensor3d(data, [height, width, 3], "int32");
    const part = tf.slice(levels, [row, column, 0], [side, side, 3]);
    return tf.div(tf.sub(tf.cast(part, "float32"), 127), 128);
  });
}

/** Classes by falling logits. */
const best = (logits: readonly number[], count: number) =>
  logits.map((_, i) => i).sort((a, b) => logits[b]! - logits[a]!)
    .slice(0, count);

Deno.test("the stored photographs are the pixels that timm saw", async () => {
  for (const [name, sha256] of Object.entries(expected.photographs)) {
    const { data } = await photograph(name);
    assert.equal(createHash("sha256").update(data).digest("hex"), sha256, name);
  }
});

Deno.test("timm sees in the photographs what a person sees", () => {
  for (const [encoder, { logits }] of Object.entries(expected.networks)) {
    for (const [name, seen] of Object.entries(SEEN)) {
      const text = new Map(Object.entries(logits)).get(name)!;
      const top = best(text.split(" ").map(Number), 5);
      assert(top.some((one) => seen.includes(one)), `${encoder} ${name}`);
      if (name === "chelsea") assert(seen.includes(top[0]!), encoder);
    }
  }
});

for (const [encoder, { side, logits }] of Object.entries(expected.networks)) {
  const path = fetchedPath(projectRoot, encoder);
  const fetched = await Deno.stat(path).then(() => true, () => false);
  Deno.test({
    name:
      `liteClassifier() with the fetched weights of ${encoder} sees in photographs what timm sees, logits within 1e-3`,
    ignore: !fetched,
    async fn() {
      await openBackend();
      const model = liteClassifier({
        encoder: encoder as EncoderName,
        seed: 1,
      });
      const { loaded } = await loadWeights(model, path, {
        prefix: "encoder.model.",
      });
      assert.equal(loaded.length, model.specs.length);
      for (const [name, text] of Object.entries(logits)) {
        const wanted = text.split(" ").map(Number);
        const image = await photograph(name);
        const found = tf.tidy(() =>
          Array.from(
            model.forward(tf.expandDims(middle(image, side)), {
              training: false,
            }).dataSync(),
          )
        );
        const worst = Math.max(
          ...found.map((value, i) => Math.abs(value - wanted[i]!)),
        );
        assert(worst <= 1e-3, `${name}: ${worst}`);
        assert.deepEqual(best(found, 5), best(wanted, 5), name);
      }
      model.dispose();
    },
  });
}

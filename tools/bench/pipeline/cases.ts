import { randomSource } from "../../../lib/core/mod.ts";
import {
  decodeImage,
  encodeJpeg,
  encodePng,
  type Point,
  rasterizePolygon,
} from "../../../lib/imaging/mod.ts";
import { buildLoss } from "../../../lib/losses/mod.ts";
import { buildModel } from "../../../lib/models/mod.ts";
import { buildOptimizer } from "../../../lib/optimizers/mod.ts";
import {
  connectedComponents,
  fillHoles,
} from "../../../lib/postprocess/mod.ts";
import { unetBaseline } from "../../../lib/recipes/mod.ts";
import { tf } from "../../../lib/tensor/mod.ts";
import { openLearner } from "../../../lib/training/mod.ts";
import type { PipelineCase } from "./measure.ts";

const SIZE = { width: 1716, height: 942 };

/** Shapes of the default recipe. */
const recipe = unetBaseline;
const { batchSize, cropSide } = recipe.training;

function torchWords(
  mode: string,
  batch: number,
  height: number,
  width: number,
) {
  const widths = recipe.model.widths.join(",");
  return ["contiguous", "channels_last"].map((
    layout,
  ) => [
    "unet_torch.py",
    mode,
    layout,
    widths,
    `${batch}`,
    `${height}`,
    `${width}`,
  ]);
}

const trainStep: PipelineCase = {
  name: `train step, U-Net ${
    recipe.model.widths.join("-")
  }, ${batchSize}x${cropSide}x${cropSide}, AdamW`,
  peerName: "PyTorch, the faster of contiguous and channels_last",
  peers: torchWords("train", batchSize, cropSide, cropSide),
  prepare: () => {
    const model = buildModel(recipe.model, { inputChannels: 3, seed: 1 });
    const optimizer = buildOptimizer(recipe.optimizer, model.parameters);
    const loss = buildLoss(recipe.loss);
    const learner = openLearner({ model, optimizer, loss });
    const pixels = batchSize * cropSide * cropSide;
    const random = randomSource(7, "bench");
    const x = Float32Array.from({ length: 3 * pixels }, () => random.next());
    const batch = {
      x,
      y: Float32Array.from(
        { length: pixels },
        (_, i) => x[3 * i]! > 0.5 ? 1 : 0,
      ),
      ids: Array.from({ length: batchSize }, (_, i) => `${i}`),
      side: cropSide,
      channels: 3,
    };
    return Promise.resolve({
      run: () => {
        learner.step(batch, 1e-3);
      },
      dispose() {
        learner.dispose();
        optimizer.dispose();
        model.dispose();
      },
    });
  },
};

const inference: PipelineCase = {
  name: "inference, the same network, 4x256x448 (four flips of one slide)",
  peerName: "PyTorch, the faster of contiguous and channels_last",
  peers: torchWords("infer", 4, 256, 448),
  prepare: () => {
    const model = buildModel(recipe.model, { inputChannels: 3, seed: 1 });
    const x = tf.randomUniform(
      [4, 256, 448, 3],
      0,
      1,
      "float32",
      7,
    ) as tf.Tensor4D;
    return Promise.resolve({
      run: () =>
        tf.tidy(() => tf.sigmoid(model.forward(x, { training: false })))
          .dispose(),
      dispose() {
        model.dispose();
        x.dispose();
      },
    });
  },
};

/** A mask of a few hundred objects with holes. */
function blobs() {
  const { width, height } = SIZE;
  const data = new Uint8Array(width * height);
  const random = randomSource(1, "bench blobs");
  for (let i = 0; i < 400; i++) {
    const [x, y, radius] = [
      random.integer(width),
      random.integer(height),
      4 + random.integer(40),
    ];
    const hole = random.integer(radius);
    for (
      let row = Math.max(y - radius, 0);
      row < Math.min(y + radius, height);
      row++
    ) {
      for (
        let column = Math.max(x - radius, 0);
        column < Math.min(x + radius, width);
        column++
      ) {
        const distance = Math.hypot(row - y, column - x);
        if (distance < radius && distance >= hole) {
          data[row * width + column] = 1;
        }
      }
    }
  }
  return { data, ...SIZE };
}

/** Cases on one 1716x942 picture; their files lie in `folder`. */
async function imageCases(folder: string): Promise<PipelineCase[]> {
  const mask = blobs();
  const random = randomSource(1, "bench picture");
  const pixels = Uint8Array.from({ length: mask.data.length * 3 }, (_, i) => {
    const noise = random.integer(40);
    return 120 + noise + (mask.data[Math.floor(i / 3)]! ? 60 : 0);
  });
  const jpeg = `${folder}/picture.jpg`;
  const png = `${folder}/mask.png`;
  const text = `${folder}/polygons.txt`;
  await Deno.writeFile(
    jpeg,
    await encodeJpeg({ data: pixels, channels: 3, ...SIZE }),
  );
  await Deno.writeFile(png, await encodePng(mask));
  const polygons: Point[][] = Array.from({ length: 20 }, () => {
    const [x, y, r] = [
      random.integer(1716),
      random.integer(942),
      20 + random.integer(150),
    ];
    return Array.from({ length: 64 }, (_, i) => {
      const angle = i / 64 * 2 * Math.PI;
      const wobble = r * random.uniform(0.8, 1.2);
      return [
        x + wobble * Math.cos(angle),
        y + wobble * Math.sin(angle),
      ] as const;
    });
  });
  await Deno.writeTextFile(
    text,
    polygons.flat().map((p) => p.join(" ")).join("\n"),
  );
  const simple = (
    name: string,
    peerName: string,
    words: string[],
    run: () => unknown,
  ): PipelineCase => ({
    name: `${name}, 1716x942`,
    peerName,
    peers: [["imaging.py", ...words]],
    prepare: () => Promise.resolve({ run }),
  });
  return [
    simple("decode JPEG", "Pillow", ["decode", jpeg], () => decodeImage(jpeg)),
    simple(
      "rasterise 20 polygons of 64 points",
      "Pillow",
      ["rasterize", text],
      () => {
        const target = { data: new Uint8Array(1716 * 942), ...SIZE };
        for (const polygon of polygons) {
          rasterizePolygon(
            polygon,
            1716,
            942,
            target,
          );
        }
      },
    ),
    simple("components (8) with area and box", "scikit-image", [
      "components",
      png,
    ], () => connectedComponents(mask, 8)),
    simple("fill holes", "SciPy", ["fill_holes", png], () => fillHoles(mask)),
  ];
}

/**
 * Everything that `deno task bench pipeline` measures.
 *
 * @param folder Where the cases may put their files.
 */
export async function pipelineCases(folder: string): Promise<PipelineCase[]> {
  return [trainStep, inference, ...await imageCases(folder)];
}

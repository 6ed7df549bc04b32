/**
 * U-Net on EfficientNet-lite0 with ImageNet weights, for a few dozen H&E pictures of some hundred pixels a side.
 *
 * System: the encoder tf_efficientnet_lite0 of timm from its ImageNet weights, the U-Net decoder of
 * segmentation_models.pytorch, crops of 256x256, BCE + Dice, AdamW with a cosine, four-flip inference, and on out-of-fold
 * maps a joint search of two thresholds (hysteresis) and a minimum area, then of what closing, filling and a second
 * minimum area add to it. The images keep their size: the crops of WSSS4LUAD are cut at its
 * own resolution.
 * Expected: mean Dice out-of-fold of about 0.81 at threshold 0.5 on WSSS4LUAD's 63 pairs (folds 0.77 to 0.87); an epoch
 * took 7 seconds on two quiet cores. The search finds 0.819 at hysteresis 0.4 to 0.85, but 0.809 on folds that did not
 * choose, and keeps threshold 0.5.
 * Run: `deno task pipeline --recipe lite0_unet --data DIR --foreground 0`; fetches the weights (18 MB) before it trains.
 */
import type { EncoderDecoderRecipe } from "./model_recipe.ts";
import type { Recipe } from "./recipe.ts";

/** Thresholds 0.05 to 0.95. */
const twentieths = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

/** The recipe of the first network that starts from ImageNet. */
export const lite0Unet: Recipe & { readonly model: EncoderDecoderRecipe } = {
  name: "lite0_unet",
  title: "U-Net on EfficientNet-lite0, pretrained on ImageNet",
  source:
    "Tan, Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks. ICML 2019; the lite variants of github.com/tensorflow/tpu; segmentation_models.pytorch's Unet",
  input: {
    maximumSide: 2048,
    channels: 3,
    // (value - 127) / 128, by which the ImageNet weights were trained.
    mean: [127 / 255, 127 / 255, 127 / 255],
    standardDeviation: [128 / 255, 128 / 255, 128 / 255],
  },
  folds: {
    count: 5,
    holdOut: 0,
    // About as many of WSSS4LUAD's images in each bin.
    ratioBins: [0, 0.1, 0.25, 0.35, 0.45, 0.55],
  },
  augment: [
    { name: "flip_horizontal", probability: 0.5 },
    { name: "flip_vertical", probability: 0.5 },
    // One of four turns, each as likely.
    { name: "rotate_90", probability: 0.75 },
    {
      name: "brightness_contrast",
      probability: 1,
      // 0.15 in the network's numbers, whose unit is 128 levels.
      brightness: 0.15 * 128 / 255,
      contrast: 0.2,
    },
  ],
  model: {
    encoder: "tf_efficientnet_lite0",
    decoder: "unet",
    pretrained: "imagenet",
  },
  loss: [{ name: "bce", weight: 1 }, { name: "dice", weight: 1 }],
  optimizer: { name: "adamw", learningRate: 1e-3, weightDecay: 1e-4 },
  schedule: {
    name: "cosine",
    // 30 of an epoch's 13 steps.
    warmUpEpochs: 30 / 13,
    warmUpOverlaps: true,
    finalFactor: 0,
  },
  training: {
    epochs: 40,
    // About one crop an image, of the 50 that four of WSSS4LUAD's folds hold.
    samplesPerEpoch: 52,
    batchSize: 4,
    cropSide: 256,
    foregroundProbability: 0,
    validateEvery: 10,
  },
  inference: {
    checkpoint: "last",
    flips: ["none", "horizontal", "vertical", "both"],
  },
  search: {
    // 2,888 points; where top and bottom are equal it is one threshold.
    method: "hysteresis",
    tops: twentieths,
    minimumAreas: [0, 50, 100, 250, 500, 1000, 2000, 4000],
    bottoms: twentieths,
    // Glands and vessels are holes that the labels have too; as a step below it is tried all the same.
    fillHoles: false,
    // 60 ways to set the steps below; about twenty are tried, one setting after the other.
    settings: {
      method: "coordinate",
      space: {
        "0.element.radius": [1, 2, 3, 5, 8],
        "1": [true, false],
        "2.minimumArea": [50, 100, 250, 500, 1000, 2000],
      },
    },
  },
  // They follow what the grid finds, and compete with it.
  postprocess: [
    { name: "close", element: { shape: "disc", radius: 2 } },
    { name: "fill_holes" },
    { name: "remove_small", minimumArea: 250 },
  ],
};

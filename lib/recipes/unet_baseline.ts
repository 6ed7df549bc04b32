/**
 * A plain U-Net trained from scratch on shrunken slides.
 *
 * System: U-Net (Ronneberger et al., 2015) with batch normalisation, BCE + Dice, AdamW with a cosine, four-flip
 * inference, and a joint search of threshold and minimum area on out-of-fold maps.
 * Expected: mean Dice out-of-fold of at least 0.85 on the drawn slides, in under 10 minutes on two cores.
 * Run: `deno task pipeline --recipe unet_baseline`.
 */
import type { PlainUnetRecipe } from "./model_recipe.ts";
import type { Recipe } from "./recipe.ts";

/** The recipe of the default pipeline. */
export const unetBaseline: Recipe & { readonly model: PlainUnetRecipe } = {
  name: "unet_baseline",
  title: "Plain U-Net, trained from scratch",
  source:
    "Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation. MICCAI 2015",
  input: {
    maximumSide: 448,
    channels: 3,
    // H&E is bright: centring near its mean spares the first norm layer a warm-up.
    mean: [0.75, 0.6, 0.72],
    standardDeviation: [0.2, 0.2, 0.2],
  },
  folds: {
    count: 5,
    holdOut: 0.126,
    // The bins of TEAM_1137 (STAS AI CUP 2022).
    ratioBins: [0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1],
  },
  augment: [
    { name: "flip_horizontal", probability: 0.5 },
    { name: "flip_vertical", probability: 0.5 },
    { name: "rotate_90", probability: 0.5 },
    {
      name: "affine",
      probability: 0.5,
      rotate: 20,
      scale: 0.2,
      shift: 0.05,
      shear: 5,
    },
    {
      name: "brightness_contrast",
      probability: 0.5,
      brightness: 0.1,
      contrast: 0.2,
    },
    { name: "hue_saturation", probability: 0.5, hue: 10, saturation: 0.2 },
    { name: "gamma", probability: 0.2, low: 0.8, high: 1.25 },
    { name: "gaussian_blur", probability: 0.1, deviation: 1 },
    { name: "gaussian_noise", probability: 0.1, deviation: 6 },
  ],
  model: { name: "unet", widths: [16, 32, 64, 128] },
  loss: [{ name: "bce", weight: 1 }, { name: "dice", weight: 1 }],
  optimizer: { name: "adamw", learningRate: 2e-3, weightDecay: 1e-2 },
  schedule: { name: "cosine", warmUpEpochs: 1, finalFactor: 0.01 },
  training: {
    epochs: 16,
    samplesPerEpoch: 128,
    batchSize: 4,
    cropSide: 128,
    foregroundProbability: 0.7,
    validateEvery: 4,
  },
  inference: {
    checkpoint: "last",
    flips: ["none", "horizontal", "vertical", "both"],
  },
  search: {
    thresholds: Array.from({ length: 19 }, (_, i) => (i + 1) / 20),
    minimumAreas: [0, 50, 100, 250, 500, 1000, 2000, 4000],
    fillHoles: true,
  },
};

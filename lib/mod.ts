/**
 * The library behind the notebooks, an area a name: `import { imaging, folds } from "../lib/mod.ts"`. A module that
 * needs one area imports that area's own `mod.ts`.
 *
 * @module
 */
export * as augment from "./augment/mod.ts";
export * as browser from "./browser/mod.ts";
export * as core from "./core/mod.ts";
export * as datasets from "./datasets/mod.ts";
export * as folds from "./folds/mod.ts";
export * as imaging from "./imaging/mod.ts";
export * as inference from "./inference/mod.ts";
export * as losses from "./losses/mod.ts";
export * as metrics from "./metrics/mod.ts";
export * as models from "./models/mod.ts";
export * as notebook from "./notebook/mod.ts";
export * as optimizers from "./optimizers/mod.ts";
export * as plots from "./plots/mod.ts";
export * as postprocess from "./postprocess/mod.ts";
export * as recipes from "./recipes/mod.ts";
export * as report from "./report/mod.ts";
export * as run from "./run/mod.ts";
export * as search from "./search/mod.ts";
export * as stages from "./stages/mod.ts";
export * as submission from "./submission/mod.ts";
export * as synthetic from "./datasets/synthetic/mod.ts";
export * as tensor from "./tensor/mod.ts";
export * as training from "./training/mod.ts";
export * as views from "./views/mod.ts";
export * as weights from "./weights/mod.ts";

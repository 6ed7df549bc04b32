import { pipelineSuite } from "./pipeline/pipeline_suite.ts";
import { postprocessSuite } from "./postprocess/postprocess_suite.ts";
import { qualitySuite } from "./quality/quality_suite.ts";
import type { Suite } from "./suite.ts";
import type { SuiteName } from "./suite_names.ts";
import { trainSuite } from "./train/train_suite.ts";

/** Every suite by its name. */
export const suites: Readonly<Record<SuiteName, Suite>> = {
  pipeline: pipelineSuite,
  train: trainSuite,
  postprocess: postprocessSuite,
  quality: qualitySuite,
};

export { drawSynthetic } from "./draw_synthetic.ts";
export {
  readSyntheticDescription,
  type SyntheticDescription,
} from "./drawn_folder.ts";
export {
  type SyntheticOptions,
  type SyntheticStamp,
  syntheticStamp,
} from "./synthetic_options.ts";
export { drawImage, type DrawnImage } from "./draw_image.ts";
export { planObjects, type Split } from "./plan_objects.ts";
export {
  distributionDistance,
  type LabelDistributions,
  referenceStatistics,
} from "./statistics.ts";
export { syntheticVersion } from "./version.ts";

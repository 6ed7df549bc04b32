export {
  drawSynthetic,
  readSyntheticDescription,
  type SyntheticDescription,
  type SyntheticOptions,
  type SyntheticStamp,
  syntheticStamp,
} from "./draw_synthetic.ts";
export { drawImage, type DrawnImage } from "./draw_image.ts";
export { planObjects, type Split } from "./plan_objects.ts";
export {
  distributionDistance,
  type LabelStatistics,
  referenceStatistics,
} from "./statistics.ts";
export { syntheticVersion } from "./version.ts";

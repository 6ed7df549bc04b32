export { heapBase } from "./heap";
export { countLevels } from "./levels";
export { addObjects, findObjects } from "./threshold_objects";
export { clearRuns } from "./threshold_runs";

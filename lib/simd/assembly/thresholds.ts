export { heapBase } from "./heap";
export { countLevels } from "./levels";
export { packBytes } from "./pack";
export { addObjects, findObjects } from "./threshold_objects";

export { heapBase } from "./heap";
export { packBytes, unpackBits } from "./pack";
export { packColumns, unpackColumns } from "./columns";
export { countBounds, writeBounds } from "./bounds";
export { fillBetween, toggleBounds } from "./flat_bits";
export { readNumbers, writeRuns } from "./run_text";
export { readLengths, writeLengths } from "./coco_text";

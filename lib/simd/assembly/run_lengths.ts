export { heapBase } from "./heap";
export { packBytes, unpackBits } from "./pack";
export { isBlank, packColumns, unpackColumns } from "./columns";
export { countBounds, writeBounds } from "./bounds";
export { paintRuns } from "./flat_bits";
export { placeRuns, readNumbers } from "./read_numbers";
export { readLengths, writeLengths } from "./coco_text";
export { writeRuns } from "./write_runs";

export { packBytes, packSingles, unpackBits } from "./pack";
export { heapBase } from "./heap";

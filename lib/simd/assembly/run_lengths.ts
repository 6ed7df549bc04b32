export { heapBase } from "./heap";

export { BAND, bandRows, eachBand } from "./each_band.ts";
export { type KernelModule, Kernels, loadKernels } from "./kernels.ts";

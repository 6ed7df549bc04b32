export { type KernelModule, Kernels, loadKernels } from "./kernels.ts";

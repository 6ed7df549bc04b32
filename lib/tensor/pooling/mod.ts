/** Pooling by PyTorch's rules. */
export * from "./adaptive_pool2d.ts";
export * from "./avg_pool2d.ts";
export * from "./avg_pool3d.ts";
export * from "./max_pool2d.ts";
export * from "./max_pool3d.ts";
export type {
  PerAxis as PoolPerAxis,
  PoolOptions,
  Sides2d,
  Sides3d,
} from "./windows.ts";
export type { AvgPoolOptions } from "./avg_pool.ts";

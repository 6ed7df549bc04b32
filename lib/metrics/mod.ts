export * from "./bootstrap.ts";
export * from "./confusion.ts";
export * from "./overlap.ts";
export * from "./summary.ts";

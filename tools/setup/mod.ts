export * from "./ensure_setup.ts";
export * from "./run_task.ts";

export * from "./environment_stamp.ts";
export * from "./interrupts.ts";
export * from "./kernel.ts";
export * from "./live_progress.ts";
export * from "./open_notebook.ts";
export * from "./output_guard.ts";
export * from "./output_queue.ts";
export * from "./show.ts";

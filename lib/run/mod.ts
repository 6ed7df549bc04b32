export * from "./open_run.ts";
export * from "./project_root.ts";
export * from "./run_config.ts";
export * from "./run_folder.ts";

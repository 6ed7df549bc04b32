/** Training of one fold, as a stream of events. */
export * from "./events.ts";
export * from "./fold_files.ts";
export { readResult } from "./fold_result.ts";
export * from "./loader/mod.ts";
export type { TrainFoldOptions } from "./train_fold_options.ts";
export * from "./train_fold.ts";
export * from "./train_step.ts";
export { type LogLine, readTrainingLog } from "./training_log.ts";

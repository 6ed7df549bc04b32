export * from "./augmentation.ts";
export * from "./eda.ts";
export * from "./folds.ts";
export * from "./search.ts";
export * from "./submission.ts";
export * from "./training.ts";
export * from "./training_progress.ts";

export * from "./assign_ids.ts";
export * from "./check_dataset.ts";
export * from "./dataset.ts";
export * from "./dataset_fingerprint.ts";
export * from "./image_statistics.ts";
export * from "./label_mask.ts";
export * from "./labelme.ts";
export * from "./open_dataset.ts";

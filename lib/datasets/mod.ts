export * from "./assign_ids.ts";
export * from "./dataset.ts";
export * from "./label_mask.ts";
export * from "./labelme.ts";
export * from "./open_dataset.ts";

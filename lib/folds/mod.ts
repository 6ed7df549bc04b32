export * from "./check_leaks.ts";
export * from "./folds.ts";
export * from "./groups_from_duplicates.ts";
export * from "./make_folds.ts";

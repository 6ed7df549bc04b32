export * from "./artefact.ts";
export * from "./out_of_fold.ts";
export * from "./search.ts";
export * from "./split.ts";
export * from "./survey.ts";
export * from "./train.ts";
export * from "./submit.ts";
export * from "./summarize.ts";

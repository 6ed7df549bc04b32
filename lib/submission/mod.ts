export * from "./leaderboard.ts";
export * from "./read_submission.ts";
export * from "./run_scores.ts";
export * from "./validate_submission.ts";
export * from "./write_submission.ts";

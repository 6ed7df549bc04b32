/** Event files that TensorBoard reads. */
export * from "./event_log.ts";
export * from "./event_record.ts";

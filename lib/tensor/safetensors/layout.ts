/** Name of the header's entry that is no tensor. */
export const METADATA = "__metadata__";
/** Bytes before the header. */
export const LENGTH_BYTES = 8;

/** Changes whenever the same seed draws another picture: drawn data of another version is drawn anew. */
export const syntheticVersion = 2;

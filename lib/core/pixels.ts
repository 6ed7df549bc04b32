/** A decoded 8-bit picture, rows top to bottom, channels interleaved. */
export interface RasterImage {
  /** `height * width * channels` values, 0 to 255. */
  readonly data: Uint8Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 (grey) or 3 (RGB). */
  readonly channels: 1 | 3;
}

/** A binary mask: 1 is foreground, 0 is background. */
export interface Mask {
  /** `height * width` values, each 0 or 1, rows top to bottom. */
  readonly data: Uint8Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** Foreground probabilities of one image. */
export interface ProbabilityMap {
  /** `height * width` values in [0, 1], rows top to bottom. */
  readonly data: Float32Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

import type { Mask, RasterImage } from "../core/mod.ts";

/** An image and its label, of one size. */
export interface LabelledImage {
  /** RGB or grey pixels. */
  readonly image: RasterImage;
  /** Foreground of the same width and height. */
  readonly mask: Mask;
}

import type { RandomSource } from "../core/mod.ts";
import type { AugmentStep } from "../recipes/recipe.ts";
import type { PlaneMap } from "./plane_map.ts";

/** One affine change of the plane, about the centre of the picture. */
export interface AffineParameters {
  /** Rotation against the clock, degrees. */
  readonly rotate: number;
  /** Factor of the size; above 1 things grow. */
  readonly scale: number;
  /** Shift to the right, share of the width. */
  readonly shiftX: number;
  /** Shift down, share of the height. */
  readonly shiftY: number;
  /** Angle by which upright lines lean, degrees; positive moves the lower rows to the right. */
  readonly shear: number;
}

/**
 * Draws an affine change, every parameter uniform in its range.
 *
 * @param step The largest changes.
 * @param random Read five times.
 *
 * @example
 * ```ts
 * import { randomSource } from "../core/mod.ts";
 * import { drawAffine } from "./affine.ts";
 *
 * const step = { name: "affine", probability: 1, rotate: 5, scale: 0.1, shift: 0, shear: 0 } as const;
 * const { rotate, scale } = drawAffine(step, randomSource(1));
 * if (Math.abs(rotate) > 5 || scale < 0.9 || scale > 1.1) throw new Error();
 * ```
 */
export function drawAffine(
  step: Extract<AugmentStep, { name: "affine" }>,
  random: RandomSource,
): AffineParameters {
  return {
    rotate: random.uniform(-step.rotate, step.rotate),
    scale: random.uniform(1 - step.scale, 1 + step.scale),
    shiftX: random.uniform(-step.shift, step.shift),
    shiftY: random.uniform(-step.shift, step.shift),
    shear: random.uniform(-step.shear, step.shear),
  };
}

/**
 * The map of an affine change: about the centre, lean, then scale and rotate, then shift
 * (`cv2.getRotationMatrix2D(centre, rotate, scale)` times the shear, plus the shift).
 *
 * @param width Pixels a row.
 * @param height Rows.
 * @param parameters The change.
 * @returns The inverse of the change: from new pixels to old ones.
 *
 * @example
 * ```ts
 * import { affineMap } from "./affine.ts";
 *
 * const map = affineMap(9, 9, { rotate: 0, scale: 2, shiftX: 0, shiftY: 0, shear: 0 });
 * if (map[0] !== 0.5 || map[0] * 4 + map[2] !== 4) throw new Error();
 * ```
 */
export function affineMap(
  width: number,
  height: number,
  { rotate, scale, shiftX, shiftY, shear }: AffineParameters,
): PlaneMap {
  const angle = rotate * Math.PI / 180;
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const lean = Math.tan(shear * Math.PI / 180);
  // Inverse of the rotation and scale (rows run downwards), then of the shear.
  const [d, e] = [sin, cos];
  const [a, b] = [cos - lean * d, -sin - lean * e];
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const [x, y] = [centreX + shiftX * width, centreY + shiftY * height];
  return [a, b, centreX - a * x - b * y, d, e, centreY - d * x - e * y];
}

import { InputError } from "../core/mod.ts";
import type { BoundarySettings } from "../recipes/loss_term.ts";
import { type LabelMap, nearestTwo } from "./nearest_two.ts";

/** Weights below this are not added: float32 could not tell. */
const UNSEEN = 1e-8;

/**
 * U-Net's map of weights, which makes a network learn the thin background between objects that touch: w_c(x) on
 * objects, w_c(x) + w0 exp(-(d1 + d2)^2 / (2 sigma^2)) on background, where d1 and d2 are the distances in pixels to the
 * nearest and the second nearest object. Without a second object nothing is added. A pure function on the host, for the
 * loader; the loss is `boundary_cross_entropy`. Ronneberger, Fischer, Brox, 2015, equation 2.
 *
 * @param labels Objects by number, 0 is background; objects that touch must be told apart by their numbers.
 * @param settings w0, sigma, and w_c of background and objects.
 * @returns `height * width` weights.
 * @throws {InputError} Where the sizes do not agree, or a setting is out of its range.
 *
 * @example
 * ```ts
 * import { boundaryWeights } from "./boundary_weights.ts";
 *
 * const labels = { data: Uint8Array.of(1, 0, 2, 0, 0), width: 5, height: 1 };
 * const weights = boundaryWeights(labels, { borderWeight: 10, sigma: 5 });
 * const between = 1 + 10 * Math.exp(-(2 ** 2) / 50);
 * if (weights[0] !== 1 || Math.abs(weights[1]! - between) > 1e-6) throw new Error();
 * if (!(weights[3]! < weights[1]!)) throw new Error();
 * ```
 */
export function boundaryWeights(
  labels: LabelMap,
  settings: BoundarySettings = {},
): Float32Array {
  const {
    borderWeight = 10,
    sigma = 5,
    backgroundWeight = 1,
    foregroundWeight = 1,
  } = settings;
  const { data, width, height } = labels;
  if (data.length !== width * height) {
    throw new InputError(
      `Cannot weigh the boundaries: labels must have ${width} x ${height} values, current value has ${data.length}`,
    );
  }
  if (!(sigma > 0 && borderWeight >= 0)) {
    throw new InputError(
      `Cannot weigh the boundaries: sigma must be positive and borderWeight not negative, current values are ${sigma} and ${borderWeight}`,
    );
  }
  const weights = Float32Array.from(
    data,
    (label) => label === 0 ? backgroundWeight : foregroundWeight,
  );
  if (borderWeight <= UNSEEN) return weights;
  const reach = sigma * Math.sqrt(2 * Math.log(borderWeight / UNSEEN));
  const { first, second } = nearestTwo(labels, reach);
  for (let i = 0; i < weights.length; i++) {
    const distance = Math.sqrt(first[i]!) + Math.sqrt(second[i]!);
    if (distance > reach) continue;
    weights[i]! += borderWeight * Math.exp(-(distance ** 2) / (2 * sigma ** 2));
  }
  return weights;
}

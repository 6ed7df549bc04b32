import { randomSource } from "../../core/mod.ts";

/**
 * The order in which an epoch draws the images: random permutations of all of them, one after the other, cut off at
 * the epoch's end. So every image is drawn equally often to within one.
 *
 * @param images How many there are, at least 1.
 * @param draws How many are drawn.
 * @param seed The run's seed.
 * @param epoch Counted from 1.
 * @returns Indices of images, `draws` of them; they depend on the arguments alone.
 *
 * @example
 * ```ts
 * import { epochOrder } from "./epoch_order.ts";
 *
 * const order = epochOrder(3, 6, 1, 1);
 * if ([...order].sort().join() !== "0,0,1,1,2,2") throw new Error();
 * ```
 */
export function epochOrder(
  images: number,
  draws: number,
  seed: number,
  epoch: number,
): number[] {
  const all = Array.from({ length: images }, (_, i) => i);
  const order: number[] = [];
  for (let cycle = 0; order.length < draws; cycle++) {
    order.push(...randomSource(seed, "order", epoch, cycle).shuffle(all));
  }
  return order.slice(0, draws);
}

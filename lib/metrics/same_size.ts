import { checkPixels, InputError } from "../core/mod.ts";

/** One value a pixel. */
interface Pixels {
  readonly data: ArrayLike<unknown>;
  readonly width: number;
  readonly height: number;
}

/** Refuses what cannot be compared pixel by pixel with the truth; `name` is what is refused ("prediction"). */
export function checkSameSize(name: string, mask: Pixels, truth: Pixels): void {
  checkPixels(name, mask);
  checkPixels("truth", truth);
  if (mask.width === truth.width && mask.height === truth.height) return;
  throw new InputError(
    `Cannot compare masks: the ${name}'s size must be ${truth.width}x${truth.height}, ` +
      `current value is ${mask.width}x${mask.height}`,
    { remedy: `Bring the ${name} to the original image's size first.` },
  );
}

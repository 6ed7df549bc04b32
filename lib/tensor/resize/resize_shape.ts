import { InputError } from "../../core/mod.ts";

/** Height and width. */
export type ImageSize = readonly [height: number, width: number];

/** @throws {InputError} Where a side is not a positive integer. */
export function checkImageSize(what: string, size: ImageSize): void {
  for (const side of size) {
    if (!Number.isInteger(side) || side < 1) {
      throw new InputError(
        `Cannot ${what}: height and width must be positive integers, current value is ${
          size.join("x")
        }`,
      );
    }
  }
}

import { createHash } from "node:crypto";
import type { RasterImage } from "../core/mod.ts";

/**
 * The SHA-256 of a picture's size and pixels: equal for equal pictures, whatever the file format (of those without
 * loss) and the file's metadata.
 *
 * @param image The picture.
 * @returns 64 hexadecimal digits.
 *
 * @example
 * ```ts
 * import { fingerprint } from "./fingerprint.ts";
 *
 * const row = { data: new Uint8Array([1, 2]), width: 2, height: 1, channels: 1 } as const;
 * if (fingerprint(row) === fingerprint({ ...row, width: 1, height: 2 })) throw new Error();
 * ```
 */
export function fingerprint(image: RasterImage): string {
  const { data, width, height, channels } = image;
  return createHash("sha256").update(`${width}x${height}x${channels}:`)
    .update(data).digest("hex");
}

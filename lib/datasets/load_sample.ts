import type { Sample, SampleRecord } from "./dataset.ts";
import type { Foreground } from "./label_mask.ts";
import { maskPairLoader } from "./mask_pairs.ts";
import { loadStas } from "./stas.ts";

/** How a layout's images are read, as plain values: it can be sent to another thread. */
export type LoadSpec =
  | { readonly kind: "stas" }
  | { readonly kind: "mask_pairs"; readonly foreground?: Foreground };

/**
 * Makes the function that reads images as a layout asks for, on whichever thread it is called.
 *
 * @param spec The dataset's `loading`.
 * @returns Reads one image and its label, as `Dataset.load`.
 *
 * @example
 * ```ts
 * import { sampleLoader } from "./load_sample.ts";
 *
 * const load = sampleLoader({ kind: "stas" });
 * let message = "";
 * await load({ id: "a", group: "a", imagePath: "/none.jpg" }).catch((error) => (message = String(error)));
 * if (!message.includes("/none.jpg")) throw new Error(message);
 * ```
 */
export function sampleLoader(
  spec: LoadSpec,
): (record: SampleRecord) => Promise<Sample> {
  return spec.kind === "stas" ? loadStas : maskPairLoader(spec.foreground);
}

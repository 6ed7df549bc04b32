import type { Run } from "../run/mod.ts";
import type { Survey } from "./survey.ts";

/** Images of a competition's two boards. */
export interface BoardSizes {
  readonly publicImages: number;
  readonly privateImages: number;
}

/** STAS AI CUP 2022. */
const STAS = { public: 131, private: 184 };

/**
 * How many images the boards have that a shake-up is simulated for: what the recipe says, what is drawn, STAS's own
 * 131 and 184, or the unlabelled images (where there are none, the labelled ones) parted as STAS's.
 *
 * @param config The run's.
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { newRunConfig } from "../run/mod.ts";
 * import { boardSizes } from "./board_sizes.ts";
 *
 * const { synthetic: _, ...config } = newRunConfig();
 * const survey = { kind: "mask_pairs", unlabelled: new Array(63), images: [] } as const;
 * const { publicImages, privateImages } = boardSizes(config, survey);
 * if (publicImages !== 26 || privateImages !== 37) throw new Error();
 * ```
 */
export function boardSizes(
  { recipe, synthetic }: Pick<Run["config"], "recipe" | "synthetic">,
  survey: {
    readonly kind: Survey["kind"];
    readonly unlabelled: readonly unknown[];
    readonly images: readonly unknown[];
  },
): BoardSizes {
  const told = recipe.search.boards ??
    (synthetic && synthetic.public > 0 && synthetic.private > 0
      ? synthetic
      : survey.kind === "stas" && !synthetic
      ? STAS
      : undefined);
  if (told) return { publicImages: told.public, privateImages: told.private };
  const all = survey.unlabelled.length || survey.images.length;
  const share = STAS.public / (STAS.public + STAS.private);
  const publicImages = Math.max(1, Math.round(all * share));
  return { publicImages, privateImages: Math.max(1, all - publicImages) };
}

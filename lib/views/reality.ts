import {
  distributionDistance,
  type LabelDistributions,
  referenceStatistics,
} from "../datasets/synthetic/mod.ts";
import { comparedHistogram, type Figure } from "../plots/mod.ts";

/**
 * A quantity of the drawn labels beside the real ones of the AI CUP, and how far they lie apart.
 *
 * @param quantity Objects an image, labelled share, or side of the objects' boxes in pixels of a 1716x942 image.
 * @param drawn The drawn labels.
 *
 * @example
 * ```ts
 * import { realityFigure } from "./reality.ts";
 *
 * const drawn = { objects: [1, 2, 4], ratio: [0.01, 0.05], boxSide: [] };
 * const text = JSON.stringify(realityFigure("objects", drawn).layout);
 * if (!text.includes("Kolmogorov-Smirnov distance 0.")) throw new Error();
 * ```
 */
export function realityFigure(
  quantity: keyof LabelDistributions,
  drawn: LabelDistributions,
): Figure {
  const text = {
    objects: {
      title: "Objects an image",
      x: { label: "Objects" },
      of: "images",
    },
    ratio: {
      title: "Labelled share of the image",
      x: { label: "Labelled pixels / all pixels" },
      of: "images",
    },
    boxSide: {
      title: "Size of the objects",
      x: {
        label: "Side of the box, square root of width x height",
        unit: "px",
      },
      of: "objects",
    },
  }[quantity];
  // Without a drawn object there is nothing to compare.
  const note = drawn[quantity].length === 0 ? {} : {
    note: `Kolmogorov-Smirnov distance ${
      distributionDistance(drawn[quantity], referenceStatistics[quantity])
        .toFixed(3)
    }`,
  };
  return comparedHistogram(
    {
      name: quantity === "objects"
        ? "real (AI CUP 2022)"
        : "quantiles of the real (AI CUP 2022)",
      values: referenceStatistics[quantity],
    },
    { name: "drawn", values: drawn[quantity] },
    { ...text, ...note },
  );
}

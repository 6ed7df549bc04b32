import type { RasterImage } from "../core/mod.ts";
import {
  componentAreas,
  fingerprint,
  type ImageLook,
  imageLook,
} from "../imaging/mod.ts";
import type { Sample } from "./dataset.ts";

/** Cells a side of the foreground grid. */
export const gridSide = 16;

/** What an overview needs to know of one image; a JSON-able value. */
export interface ImageStatistics {
  readonly id: string;
  /** Pixels a row, upright. */
  readonly width: number;
  /** Rows, upright. */
  readonly height: number;
  /** Mean of each channel (R, G, B, or grey alone), 0 to 255. */
  readonly channelMean: readonly number[];
  /** Standard deviation of each channel over the pixels. */
  readonly channelDeviation: readonly number[];
  /** SHA-256 of the pixels; equal for exact copies. */
  readonly fingerprint: string;
  /** Difference hashes and thumbnail, for `findDuplicates`. */
  readonly look: ImageLook;
  /** The label's statistics; absent where the image has none. */
  readonly label?: LabelStatistics;
}

/** What an overview needs to know of one mask. */
export interface LabelStatistics {
  /** Objects, 8-connected. */
  readonly objects: number;
  /** Pixels of each object. */
  readonly objectAreas: readonly number[];
  /** Objects with a pixel in the image's first or last row or column. */
  readonly objectsAtBorder: number;
  /** Whether any object touches the border. */
  readonly touchesBorder: boolean;
  /** Foreground pixels / all pixels. */
  readonly areaRatio: number;
  /** Share of foreground in each cell of a 16 x 16 grid laid over the image, rows first, rounded to 1 / 1000. */
  readonly grid: readonly number[];
}

/** Mean and standard deviation (of the population) of each channel. */
function channelMoments({ data, channels }: RasterImage) {
  const mean: number[] = [];
  const deviation: number[] = [];
  const n = data.length / channels;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    let squares = 0;
    for (let i = c; i < data.length; i += channels) {
      const value = data[i]!;
      sum += value;
      squares += value * value;
    }
    mean.push(sum / n);
    deviation.push(Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)));
  }
  return { mean, deviation };
}

/** Share of foreground in each cell; a pixel belongs to the cell that holds its upper left corner. */
function foregroundGrid(data: Uint8Array, width: number, height: number) {
  const foreground = new Float64Array(gridSide ** 2);
  const pixels = new Float64Array(gridSide ** 2);
  const column = Int32Array.from(
    { length: width },
    (_, x) => Math.floor(x * gridSide / width),
  );
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y * gridSide / height) * gridSide;
    for (let x = 0; x < width; x++) {
      foreground[row + column[x]!]! += data[y * width + x]!;
      pixels[row + column[x]!]!++;
    }
  }
  return Array.from(
    foreground,
    (sum, i) => Math.round(sum / Math.max(pixels[i]!, 1) * 1000) / 1000,
  );
}

/**
 * Measures one image and its label in one go, so that nothing has to be decoded twice.
 *
 * @param sample The image with its pixels.
 * @returns Its statistics.
 *
 * @example
 * ```ts
 * import { imageStatistics } from "./image_statistics.ts";
 *
 * const image = { data: new Uint8Array([0, 100, 0, 100]), width: 2, height: 2, channels: 1 } as const;
 * const mask = { data: new Uint8Array([1, 0, 0, 1]), width: 2, height: 2 };
 * const { label, channelMean } = imageStatistics({ id: "a", group: "a", imagePath: "", image, mask });
 * if (channelMean[0] !== 50 || label?.objects !== 1 || label.areaRatio !== 0.5) throw new Error();
 * ```
 */
export function imageStatistics(sample: Sample): ImageStatistics {
  const { id, image, mask } = sample;
  const { mean, deviation } = channelMoments(image);
  const statistics = {
    id,
    width: image.width,
    height: image.height,
    channelMean: mean,
    channelDeviation: deviation,
    fingerprint: fingerprint(image),
    look: imageLook(image),
  };
  if (!mask) return statistics;
  const { areas, atBorder } = componentAreas(mask);
  const total = areas.reduce((sum, area) => sum + area, 0);
  const label = {
    objects: areas.length,
    objectAreas: areas,
    objectsAtBorder: atBorder.filter(Boolean).length,
    touchesBorder: atBorder.includes(true),
    areaRatio: total / mask.data.length,
    grid: foregroundGrid(mask.data, mask.width, mask.height),
  };
  return { ...statistics, label };
}

import type { DataFrame } from "nodejs-polars";
import type { TableValue } from "../plots/mod.ts";
import type { Survey } from "../stages/survey.ts";

/** One row of the table of images. */
export interface ImageRow {
  readonly id: string;
  readonly group: string;
  readonly width: number;
  readonly height: number;
  readonly objects: number;
  readonly largest_px: number;
  readonly area_ratio: number;
  readonly touches_border: boolean;
  readonly mean_red: number;
  readonly mean_green: number;
  readonly mean_blue: number;
}

/** Rounded for a table: four digits are more than a reader compares. */
const short = (value: number) => Number(value.toPrecision(4));

const grey = (values: readonly number[], channel: number) =>
  values[channel] ?? values[0] ?? NaN;

/**
 * Each labelled image as a row, for a polars data frame.
 *
 * @param survey What notebook 01 found out.
 * @returns Areas in pixels, shares in [0, 1], means in grey levels of 255; a grey image has the same mean thrice.
 *
 * @example
 * ```ts
 * import { imageRows } from "./image_rows.ts";
 * import { exampleSurvey } from "./example_values.ts";
 *
 * const [empty, , , , , last] = imageRows(exampleSurvey());
 * if (empty?.largest_px !== 0 || last?.objects !== 1) throw new Error();
 * ```
 */
export function imageRows(survey: Survey): ImageRow[] {
  return survey.images.map((
    { id, group, width, height, channelMean, label },
  ) => ({
    id,
    group,
    width,
    height,
    objects: label.objects,
    largest_px: label.objectAreas.reduce((a, b) => Math.max(a, b), 0),
    area_ratio: short(label.areaRatio),
    touches_border: label.touchesBorder,
    mean_red: short(grey(channelMean, 0)),
    mean_green: short(grey(channelMean, 1)),
    mean_blue: short(grey(channelMean, 2)),
  }));
}

/**
 * A polars data frame as rows for a table.
 *
 * @param frame Any frame; whole numbers of 64 bits become plain numbers.
 *
 * @example
 * ```ts
 * import pl from "nodejs-polars";
 * import { frameRows } from "./image_rows.ts";
 *
 * const [row] = frameRows(pl.DataFrame({ id: ["a"], objects: [2] }));
 * if (row?.["objects"] !== 2) throw new Error();
 * ```
 */
export function frameRows(frame: DataFrame): Record<string, TableValue>[] {
  return frame.toRecords().map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]): [string, TableValue] => [
        name,
        typeof value === "bigint" ? Number(value) : value,
      ]),
    )
  );
}

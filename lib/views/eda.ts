import type { DataFrame } from "nodejs-polars";
import type { Dataset, SampleRecord } from "../datasets/mod.ts";
import {
  distributionDistance,
  type LabelDistributions,
  referenceStatistics,
} from "../datasets/synthetic/mod.ts";
import {
  bars,
  boxPlot,
  comparedHistogram,
  type Figure,
  type GalleryItem,
  heatMap,
  histogram,
  overlayMask,
  scatter,
  type TableValue,
} from "../plots/mod.ts";
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

/** Each labelled image as a row, for a polars data frame. */
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

/** A polars data frame as rows for a table. */
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

/** Width against height of all images. */
export function sizeFigure(survey: Survey): Figure {
  const series = [
    { name: "labelled", images: survey.images },
    { name: "to predict", images: survey.unlabelled },
  ].filter(({ images }) => images.length > 0).map(({ name, images }) => ({
    name,
    x: images.map(({ width }) => width),
    y: images.map(({ height }) => height),
    labels: images.map(({ id }) => id),
  }));
  const sizes = new Set(
    [...survey.images, ...survey.unlabelled].map((one) =>
      `${one.width}x${one.height}`
    ),
  );
  return scatter({
    title: sizes.size === 1
      ? `Every image is ${[...sizes][0]} pixels`
      : `Image sizes: ${sizes.size} different ones`,
    x: { label: "Width", unit: "px" },
    y: { label: "Height", unit: "px" },
    of: "images",
    series,
  });
}

/** Objects an image. */
export function objectCountFigure(survey: Survey): Figure {
  return histogram({
    title: "Objects an image",
    x: { label: "Objects (8-connected)" },
    of: "images",
    values: survey.images.map(({ label }) => label.objects),
  });
}

/** Areas of the objects, on a logarithmic axis. */
export function objectAreaFigure(survey: Survey): Figure {
  return boxPlot({
    title: "Areas of the objects",
    x: { label: "Objects" },
    y: { label: "Area", unit: "px", log: true },
    of: "areas",
    groups: [
      {
        name: "all objects",
        values: survey.images.flatMap(({ label }) => label.objectAreas),
      },
      {
        name: "largest of its image",
        values: survey.images.filter(({ label }) => label.objects > 0)
          .map(({ label }) => Math.max(...label.objectAreas)),
      },
    ],
  });
}

/** Labelled share of each image. */
export function areaRatioFigure(survey: Survey): Figure {
  return histogram({
    title: "Labelled share of the image",
    x: { label: "Labelled pixels / all pixels" },
    of: "images",
    values: survey.images.map(({ label }) => label.areaRatio),
  });
}

/** Images with and without an object at the border. */
export function borderFigure(survey: Survey): Figure {
  const labels = survey.images.map(({ label }) => label);
  const touching = labels.filter((label) => label.touchesBorder).length;
  const empty = labels.filter((label) => label.objects === 0).length;
  return bars({
    title: "Images whose objects touch the border",
    x: { label: "Objects" },
    y: { label: "Images" },
    categories: ["at the border", "inside only", "no object"],
    series: [{
      name: "images",
      values: [touching, labels.length - touching - empty, empty],
    }],
    n: labels.length,
    of: "images",
    digits: 0,
  });
}

/** Mean of each colour channel, image by image. */
export function channelFigure(survey: Survey): Figure {
  const channels = survey.images[0]?.channelMean.length === 1
    ? ["grey"]
    : ["red", "green", "blue"];
  return boxPlot({
    title: "Mean of each channel",
    x: { label: "Channel" },
    y: { label: "Mean", unit: "grey levels of 255" },
    of: "means, one an image and channel",
    groups: channels.map((name, c) => ({
      name,
      values: survey.images.map(({ channelMean }) => grey(channelMean, c)),
    })),
  });
}

/** Where foreground lies: its share in each cell of a grid laid over all images. */
export function foregroundMapFigure(survey: Survey): Figure {
  const { images } = survey;
  const cells = images[0]?.label.grid.length ?? 0;
  const side = Math.sqrt(cells);
  const mean = Array.from(
    { length: cells },
    (_, i) =>
      images.reduce((sum, { label }) => sum + label.grid[i]!, 0) /
      images.length,
  );
  const position = Array.from({ length: side }, (_, i) => (i + 0.5) / side);
  const [first] = images;
  return heatMap({
    title: "Where foreground lies",
    x: { label: "Column / width" },
    y: { label: "Row / height" },
    z: { label: "Share of foreground" },
    columns: position,
    rows: position,
    values: position.map((_, row) => mean.slice(row * side, (row + 1) * side)),
    basis: `mean over n = ${images.length} images`,
    picture: true,
    ...(first ? { aspect: first.width / first.height } : {}),
  });
}

/** A quantity of the drawn labels beside the real ones of the AI CUP, and how far they lie apart. */
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
  const distance = distributionDistance(
    drawn[quantity],
    referenceStatistics[quantity],
  );
  return comparedHistogram(
    {
      name: quantity === "objects"
        ? "real (AI CUP 2022)"
        : "quantiles of the real (AI CUP 2022)",
      values: referenceStatistics[quantity],
    },
    { name: "drawn", values: drawn[quantity] },
    { ...text, note: `Kolmogorov-Smirnov distance ${distance.toFixed(3)}` },
  );
}

/** Some images with the outlines of their labels: evenly spaced from the smallest to the largest area ratio. */
export async function labelGallery(
  survey: Survey,
  dataset: Dataset,
  count: number,
): Promise<GalleryItem[]> {
  const sorted = [...survey.images].sort((a, b) =>
    a.label.areaRatio - b.label.areaRatio
  );
  const chosen = Array.from(
    { length: Math.min(count, sorted.length) },
    (_, i, n = Math.min(count, sorted.length)) =>
      sorted[Math.round(i * (sorted.length - 1) / Math.max(n - 1, 1))]!,
  );
  const records = new Map<string, SampleRecord>(
    dataset.labelled.map((record) => [record.id, record]),
  );
  return await Promise.all(chosen.map(async ({ id, label }) => {
    const { image, mask } = await dataset.load(records.get(id)!);
    return {
      picture: mask ? overlayMask(image, mask) : image,
      title: id,
      note: `${label.objects} ${label.objects === 1 ? "object" : "objects"}, ${
        (label.areaRatio * 100).toFixed(2)
      } % of the image`,
    };
  }));
}

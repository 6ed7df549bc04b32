import {
  bars,
  boxPlot,
  type Figure,
  heatMap,
  histogram,
  scatter,
} from "../plots/mod.ts";
import type { Survey } from "../stages/survey.ts";

/** 0 where there is none; a mask of noise has more objects than a call takes arguments. */
const largest = (areas: readonly number[]) =>
  areas.reduce((a, b) => Math.max(a, b), 0);

const grey = (values: readonly number[], channel: number) =>
  values[channel] ?? values[0] ?? NaN;

/**
 * Width against height of all images, in pixels, those to predict in a colour of their own.
 *
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { sizeFigure } from "./eda.ts";
 * import { exampleSurvey } from "./example_values.ts";
 *
 * const { data } = sizeFigure(exampleSurvey());
 * if (data.map(({ name }) => name).join() !== "labelled,to predict") throw new Error();
 * ```
 */
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

/**
 * How many objects (8-connected) the images have.
 *
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { objectCountFigure } from "./eda.ts";
 * import { exampleSurvey } from "./example_values.ts";
 *
 * if (!JSON.stringify(objectCountFigure(exampleSurvey()).layout).includes("n = 6 images")) throw new Error();
 * ```
 */
export function objectCountFigure(survey: Survey): Figure {
  return histogram({
    title: "Objects an image",
    x: { label: "Objects (8-connected)" },
    of: "images",
    values: survey.images.map(({ label }) => label.objects),
  });
}

/**
 * Areas of all objects and of the largest of each image, in pixels on a logarithmic axis.
 *
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { objectAreaFigure } from "./eda.ts";
 * import { exampleSurvey } from "./example_values.ts";
 *
 * if (objectAreaFigure(exampleSurvey()).layout.yaxis?.type !== "log") throw new Error();
 * ```
 */
export function objectAreaFigure(survey: Survey): Figure {
  return boxPlot({
    title: "Areas of the objects",
    note: "the largest of each image stand in both boxes",
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
          .map(({ label }) => largest(label.objectAreas)),
      },
    ],
  });
}

/**
 * Foreground pixels / all pixels of the images.
 *
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { areaRatioFigure } from "./eda.ts";
 * import { exampleSurvey } from "./example_values.ts";
 *
 * if (areaRatioFigure(exampleSurvey()).data.length === 0) throw new Error();
 * ```
 */
export function areaRatioFigure(survey: Survey): Figure {
  return histogram({
    title: "Labelled share of the image",
    x: { label: "Labelled pixels / all pixels" },
    of: "images",
    values: survey.images.map(({ label }) => label.areaRatio),
  });
}

/**
 * How many images have an object at the border, objects inside only, or none.
 *
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { borderFigure } from "./eda.ts";
 * import { exampleSurvey } from "./example_values.ts";
 *
 * const [bars] = borderFigure(exampleSurvey()).data;
 * if (JSON.stringify(bars).includes("[0,5,1]") === false) throw new Error();
 * ```
 */
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

/**
 * Means of the colour channels, in grey levels of 255, image by image; one box where every image is grey.
 *
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { channelFigure } from "./eda.ts";
 * import { exampleSurvey } from "./example_values.ts";
 *
 * if (channelFigure(exampleSurvey()).data.length !== 3) throw new Error();
 * ```
 */
export function channelFigure(survey: Survey): Figure {
  const coloured = survey.images.some(({ channelMean }) =>
    channelMean.length > 1
  );
  const channels = coloured ? ["red", "green", "blue"] : ["grey"];
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

/**
 * Where foreground lies: its mean share in each cell of a 16 x 16 grid laid over the labelled images.
 *
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { foregroundMapFigure } from "./eda.ts";
 * import { exampleSurvey } from "./example_values.ts";
 *
 * if (foregroundMapFigure(exampleSurvey()).data[0]?.type !== "heatmap") throw new Error();
 * ```
 */
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

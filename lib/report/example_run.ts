import { writeJsonAtomic } from "../core/mod.ts";
import {
  DISPLAY,
  type Displayable,
  displayFigure,
  displayGallery,
  displayImage,
  displayMarkdown,
  displayTable,
} from "../plots/mod.ts";
import { exampleFigures } from "../plots/example_figures.ts";
import type { ReportSummary } from "./summary.ts";

/** A summary with all its parts. */
export const EXAMPLE_SUMMARY: ReportSummary = {
  run: {
    name: "2026-11-21_unet_baseline",
    finished: "2026-11-21T10:14:09.000Z",
    seconds: 412,
    seed: 42,
    environment: [
      { label: "Deno", value: "2.8.1" },
      { label: "Backend", value: "TensorFlow 2.21.0, CPU, 2 threads" },
      { label: "Commit", value: "327bd00" },
      { label: "Data fingerprint", value: "9f2c51d07a3e" },
    ],
  },
  data: {
    name: "Synthetic lung",
    kind: "stas",
    synthetic: true,
    labelled: 48,
    unlabelled: 16,
    leftOut: 1,
  },
  recipe: {
    name: "unet_baseline",
    title: "U-Net from scratch, 640 px, flips at the end",
    source: "Ronneberger et al., U-Net, 2015, https://arxiv.org/abs/1505.04597",
    facts: [
      { label: "Model", value: "U-Net, 1.9 M parameters" },
      { label: "Epochs", value: "12 a fold" },
    ],
  },
  scores: {
    dice: 0.8714,
    diceBefore: 0.8632,
    interval: [0.851, 0.889],
    images: 40,
    baseline: 0.142,
    holdOut: { dice: 0.866, images: 8 },
    steps: ["threshold 0.45", "remove objects under 200 px", "fill holes"],
    folds: [
      { fold: 0, images: 8, diceBefore: 0.851, dice: 0.861, iou: 0.771 },
      { fold: 1, images: 8, diceBefore: 0.872, dice: 0.88, iou: 0.79 },
      { fold: 2, images: 8, diceBefore: 0.859, dice: 0.866, iou: 0.776 },
      { fold: 3, images: 8, diceBefore: 0.866, dice: 0.874, iou: 0.781 },
      { fold: 4, images: 8, diceBefore: 0.868, dice: 0.876, iou: 0.783 },
    ],
  },
  submission: {
    file: "submission/submission.zip",
    format: "stas_zip",
    images: 16,
    valid: true,
    notes: ["read again and compared: equal"],
  },
  warnings: ["The images are drawn: the scores say nothing about real slides."],
};

type Output = Readonly<Record<string, unknown>>;

const markdown = (source: string, attachments?: Output) => ({
  cell_type: "markdown",
  metadata: {},
  source,
  ...(attachments ? { attachments } : {}),
});

const code = (source: string, outputs: readonly Output[]) => ({
  cell_type: "code",
  metadata: {},
  execution_count: 1,
  source: source.split(/(?<=\n)/),
  outputs,
});

async function display(shown: Displayable): Promise<Output> {
  return {
    output_type: "display_data",
    metadata: {},
    data: await shown[DISPLAY](),
  };
}

const stream = (text: string, name = "stdout") => ({
  output_type: "stream",
  name,
  text: text.split(/(?<=\n)/),
});

/** A picture with something on it. */
function picture(index: number) {
  const [width, height] = [240, 132];
  const data = new Uint8Array(width * height * 3).map((_, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const round = Math.hypot(x - 60 - 10 * index, y - 60) < 34;
    return round ? [120, 70, 140][i % 3]! : [236, 214, 226][i % 3]!;
  });
  return { data, width, height, channels: 3 } as const;
}

async function write(folder: string, name: string, cells: unknown[]) {
  const path = `${folder}/${name}.ipynb`;
  await writeJsonAtomic(path, {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "deno", display_name: "Deno" } },
    cells,
  });
  return path;
}

/**
 * Writes executed notebooks with every kind of output, for tests and for looking at the report.
 *
 * @param folder Where the notebooks go.
 * @returns Their paths and the number of their figures.
 */
export async function writeExampleNotebooks(
  folder: string,
): Promise<{ paths: string[]; figures: number }> {
  const figures = Object.values(exampleFigures());
  const shown = await Promise.all(
    figures.map((figure) => display(displayFigure(figure))),
  );
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  const eda = await write(folder, "01_eda", [
    markdown(
      "# Look at the data\n\n**Purpose.** What the images are, how many objects they hold, and what must be known before the folds are made in [02_folds](02_folds.ipynb).\n\n| reads | writes |\n| --- | --- |\n| the data folder | `dataset.json` |\n\nSee the [competition](https://example.org/) and [a file](../data/README.md).",
    ),
    code(
      'import { openRun } from "../lib/mod.ts";\n\nconst run = await openRun();',
      [
        stream("run 2026-11-21_unet_baseline\n48 images\n"),
      ],
    ),
    markdown("## Sizes & counts\n\nAll images have one size; `a < b` holds."),
    code("displayTable(rows)", [
      await display(displayTable(
        Array.from({ length: 6 }, (_, i) => ({
          id: `0000000${i}`,
          width: 1716,
          height: 942,
          objects: 3 + i,
          "area ratio": 0.0312 * (i + 1),
          note: i === 2 ? "<b>touches the border</b>" : "",
        })),
        { caption: "The first six images" },
      )),
    ]),
    ...shown.slice(0, 8).map((output, i) =>
      code(`displayFigure(figure${i})`, [output])
    ),
    markdown(
      "## Sizes & counts\n\nThe same heading again, to see that anchors differ.",
    ),
    code("displayGallery(items)", [
      await display(displayGallery(
        Array.from({ length: 6 }, (_, i) => ({
          picture: picture(i),
          title: `0000000${i}`,
          note: `area ratio ${(2.1 * (i + 1)).toFixed(1)} %`,
        })),
        { caption: "Images with contours", columns: 3 },
      )),
    ]),
  ]);
  const folds = await write(folder, "02_folds", [
    markdown("Text before any title, with ![a dot](attachment:dot.png).", {
      "dot.png": { "image/png": png },
    }),
    ...shown.slice(8, 12).map((output) => code("figure", [output])),
    code("update", [{
      output_type: "update_display_data",
      metadata: {},
      data: { "text/markdown": "epoch **12**", "text/plain": "epoch 12" },
    }]),
    code("value", [{
      output_type: "execute_result",
      execution_count: 1,
      metadata: {},
      data: {
        "text/plain": ["{\n", '  a: "<script>alert(1)</script>"\n', "}"],
      },
    }]),
  ]);
  const training = await write(folder, "04_training", [
    markdown("# Training\n\nOne fold after the other."),
    code("for await (const event of train()) show(event);", [
      stream("\u001b[32mfold 0\u001b[0m\n"),
      stream(
        Array.from(
          { length: 60 },
          (_, i) =>
            `epoch ${i} 10 %\repoch ${i} loss ${(1 / (i + 1)).toFixed(3)}\n`,
        ).join(""),
      ),
      stream("a warning\n", "stderr"),
      ...shown.slice(12),
    ]),
    code("html", [{
      output_type: "display_data",
      metadata: {},
      data: {
        "text/html":
          '<b onclick="x()">safe</b><script>globalThis.evil = true</script><img src="http://example.org/a.png">',
        "text/plain": "safe",
      },
    }]),
    code("displayImage(picture)", [
      await display(displayImage(picture(3))),
      await display(displayImage(picture(5), { caption: "With a caption" })),
      await display(displayMarkdown("Closing: **what we learned**.")),
    ]),
    code("throw new Error('no')", [{
      output_type: "error",
      ename: "Error",
      evalue: "no <images>",
      traceback: [
        "\u001b[31mError\u001b[0m: no <images>",
        "    at <anonymous>:1:7",
      ],
    }]),
  ]);
  return { paths: [eda, folds, training], figures: figures.length };
}

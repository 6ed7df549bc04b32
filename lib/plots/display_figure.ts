import { Buffer } from "node:buffer";
import { InputError } from "../core/mod.ts";
import { type Displayable, displayable } from "./displayable.ts";
import type { Figure } from "./figure.ts";
import { renderFigure, type RenderOptions } from "./render_figure.ts";

let warned = false;

function titleOf(figure: Figure): string {
  const { title } = figure.layout;
  return (typeof title === "object" ? title.text : title) ?? "Figure";
}

/** The picture for static viewers, or none with one warning a process where no browser can be had. */
async function pictureOf(
  figure: Figure,
  options: RenderOptions,
): Promise<string | undefined> {
  try {
    return Buffer.from(await renderFigure(figure, options)).toString("base64");
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    if (!warned) {
      console.warn(
        `Figures show interactively only, without a picture for static viewers. ${cause.message}`,
      );
    }
    warned = true;
    return undefined;
  }
}

/**
 * Shows a figure in a notebook: interactive where the viewer can (JupyterLab), as a picture elsewhere (static viewers,
 * print). Where no browser can be had there is no picture, and one warning says so.
 *
 * @param figure A figure of this folder.
 * @param options Size, CSS pixels; 760 by 440 by default.
 * @returns The last expression of a cell, or what `await Deno.jupyter.display(...)` takes.
 *
 * @example
 * ```ts
 * import { displayFigure } from "./display_figure.ts";
 * import { pie } from "./pie.ts";
 *
 * displayFigure(pie({ title: "Split", of: "images", slices: [{ name: "train", value: 1 }] }));
 * ```
 */
export function displayFigure(
  figure: Figure,
  options: Omit<RenderOptions, "format"> = {},
): Displayable {
  return displayable(async () => {
    const { still, layout } = figure;
    // A still figure may need another height; its layout says so.
    const picture = await pictureOf(still ?? figure, {
      ...(layout.height ? { height: layout.height } : {}),
      ...options,
      ...(still?.layout.height ? { height: still.layout.height } : {}),
    });
    const height = options.height ?? layout.height ?? 440;
    return {
      "application/vnd.plotly.v1+json": {
        data: figure.data,
        // The width is the viewer's; a fixed height keeps pages from jumping while figures are drawn.
        layout: { ...layout, autosize: true, height },
        config: { displaylogo: false, responsive: true },
        ...(still ? { still } : {}),
      },
      ...(picture === undefined ? {} : { "image/png": picture }),
      "text/plain": titleOf(figure),
    };
  });
}

import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { IDLE_PAGE, openBrowser, whileBrowserBusy } from "../browser/mod.ts";
import type { Figure } from "./figure.ts";
import { plotlySource } from "./plotly_source.ts";

/** How a figure becomes a picture. */
export interface RenderOptions {
  /** CSS pixels. @default {760} */
  readonly width?: number;
  /** CSS pixels. @default {440} */
  readonly height?: number;
  /** @default {"png"} */
  readonly format?: "png" | "svg";
  /** Pixels of the PNG a CSS pixel. @default {1.5} */
  readonly scale?: number;
}

/** Width and height that figures have where nothing else is said, CSS pixels. */
export const FIGURE_SIZE = { width: 760, height: 440 } as const;

let sharedPage: Promise<Page> | undefined;

async function makePage(): Promise<Page> {
  const browser = await openBrowser();
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.goto(IDLE_PAGE);
  await page.addScriptTag({ content: await plotlySource() });
  return page;
}

/** The page with plotly in it; a new one where the browser was closed meanwhile. Callers at once share one. */
async function plotlyPage(): Promise<Page> {
  const known = sharedPage;
  const page = await known?.catch(() => undefined);
  if (page && !page.isClosed()) return page;
  if (sharedPage === known) sharedPage = makePage();
  return await sharedPage!;
}

/** Runs in the page. */
const DRAW = `async ({ figure, options }) => {
  const url = await Plotly.toImage(figure, options);
  if (options.format === "svg") return decodeURIComponent(url.slice(url.indexOf(",") + 1));
  return url.slice(url.indexOf(",") + 1);
}`;

/**
 * Draws a figure as a picture, in the project's headless browser. The first one starts the browser (about 2 s), the
 * following ones use the same page.
 *
 * @param figure A figure of this folder.
 * @param options Size and format.
 * @returns A PNG file of `width * scale` by `height * scale` pixels, or an SVG file in UTF-8.
 * @throws {InputError} Where there is no browser.
 *
 * @example
 * ```ts
 * import { closeBrowser, findBrowsers } from "../browser/mod.ts";
 * import { pie } from "./pie.ts";
 * import { renderFigure } from "./render_figure.ts";
 *
 * const figure = pie({ title: "Split", of: "images", slices: [{ name: "train", value: 1 }] });
 * if ((await findBrowsers()).length > 0) {
 *   const svg = new TextDecoder().decode(await renderFigure(figure, { format: "svg" }));
 *   if (!svg.startsWith("<svg")) throw new Error();
 *   await closeBrowser();
 * }
 * ```
 */
export async function renderFigure(
  figure: Figure,
  options: RenderOptions = {},
): Promise<Uint8Array> {
  const { width, height, format = "png", scale = 1.5 } = {
    ...FIGURE_SIZE,
    ...options,
  };
  const request = JSON.stringify({
    figure,
    options: { width, height, format, scale: format === "png" ? scale : 1 },
  });
  const text = await whileBrowserBusy(async (): Promise<unknown> => {
    const page = await plotlyPage();
    return await page.evaluate(`(${DRAW})(${request})`);
  });
  if (typeof text !== "string") {
    throw new Error("Cannot draw the figure: the page gave no picture");
  }
  return format === "svg"
    ? new TextEncoder().encode(text)
    : new Uint8Array(Buffer.from(text, "base64"));
}

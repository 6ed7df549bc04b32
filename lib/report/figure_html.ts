import { escapeHtml } from "../plots/mod.ts";
import type { DocumentParts } from "./document_parts.ts";

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function heightOf(figure: Readonly<Record<string, unknown>>): number {
  const height = isObject(figure.layout) ? figure.layout.height : undefined;
  return typeof height === "number" ? height : 440;
}

function textLength(value: unknown): number {
  const text = isObject(value) ? value.text : value;
  return typeof text === "string" ? text.length : 0;
}

/** Labels that stand side by side: those on bars or in the cells of one row. */
function labelsAcross(data: unknown): number {
  if (!Array.isArray(data)) return 0;
  return data.filter(isObject).reduce((sum, trace) => {
    if (Array.isArray(trace.text) && trace.type === "bar") {
      return sum + trace.text.length;
    }
    const cells = typeof trace.texttemplate === "string" &&
      trace.type === "heatmap";
    return sum + (cells && Array.isArray(trace.x) ? trace.x.length : 0);
  }, 0);
}

/** Room that the legend's one row takes. */
function legendWidth(figure: Readonly<Record<string, unknown>>): number {
  const { data, layout } = figure;
  if (!Array.isArray(data) || !isObject(layout) || layout.showlegend !== true) {
    return 0;
  }
  return data.filter(isObject).filter((trace) => trace.showlegend !== false)
    .reduce((sum, trace) => sum + 46 + 6.5 * textLength(trace.name), 70);
}

/** Panels side by side and sliders take their room. */
function hasPanels({ layout }: Readonly<Record<string, unknown>>): boolean {
  return isObject(layout) && ("xaxis2" in layout || "sliders" in layout);
}

/** Pixels below which titles are cut or labels overlap; on narrower screens the figure scrolls sideways. */
function narrowest(figure: Readonly<Record<string, unknown>>): number {
  const title = isObject(figure.layout) ? figure.layout.title : undefined;
  const subtitle = isObject(title) ? title.subtitle : undefined;
  const pie = Array.isArray(figure.data) &&
    figure.data.some((trace) => isObject(trace) && trace.type === "pie");
  return Math.min(
    560,
    Math.max(
      pie ? 460 : hasPanels(figure) ? 560 : 320,
      legendWidth(figure),
      40 + 7.6 * textLength(title),
      40 + 6 * textLength(subtitle),
      100 + 38 * labelsAcross(figure.data),
    ),
  );
}

/**
 * The place of an interactive figure, with its picture until it is drawn, for print, and where scripts are off. The
 * figure's data are gathered in `parts` and written at the end of the document.
 *
 * @param figure Plotly's data, layout and config.
 * @param still Base64 of a PNG of the figure, where there is one.
 * @param title What the picture shows, for people who do not see it.
 */
export function figureHtml(
  figure: Readonly<Record<string, unknown>>,
  still: string | undefined,
  title: string,
  parts: DocumentParts,
): string {
  const id = parts.newId(`figure-${parts.figures.length + 1}`);
  parts.figures.push({ id, figure });
  const picture = still === undefined
    ? `<img class="still" alt="${escapeHtml(title)}" hidden>`
    : `<img class="still" alt="${
      escapeHtml(title)
    }" loading="lazy" decoding="async" src="data:image/png;base64,${
      still.replace(/[^A-Za-z0-9+/=]/g, "")
    }">`;
  return `<div class="plot" data-figure="${id}" style="--height:${
    heightOf(figure)
  }px;--narrowest:${
    Math.round(narrowest(figure))
  }px">${picture}<div class="live"></div></div>`;
}

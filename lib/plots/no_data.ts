// @ts-types="@types/plotly.js"
import type { Layout } from "plotly.js-dist-min";
import type { Figure } from "./figure.ts";
import { INK } from "./theme.ts";

/** An empty frame that says so: a set without objects is no reason to stop. */
export function noData(layout: Partial<Layout>): Figure {
  return {
    data: [],
    layout: {
      ...layout,
      ...(layout.xaxis
        ? { xaxis: { ...layout.xaxis, showticklabels: false, showgrid: false } }
        : {}),
      ...(layout.yaxis
        ? { yaxis: { ...layout.yaxis, showticklabels: false, showgrid: false } }
        : {}),
      annotations: [{
        text: "no data",
        x: 0.5,
        y: 0.5,
        xref: "paper",
        yref: "paper",
        showarrow: false,
        font: { size: 15, color: INK.soft },
      }],
    },
  };
}

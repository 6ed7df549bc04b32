import { createRequire } from "node:module";

/** The text of plotly.js, minified: defines `Plotly` in a page. */
export async function plotlySource(): Promise<string> {
  const path = createRequire(import.meta.url).resolve("plotly.js-dist-min");
  return await Deno.readTextFile(path);
}

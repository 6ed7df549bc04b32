import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "../browser/mod.ts";

/** Width of the printed text, CSS pixels: A4 less the margins. */
const PAGE_WIDTH = 680;

/** Width that the figures are laid out for; a little more than there is, so that their text is not large. */
const FIGURE_WIDTH = 760;

/**
 * Prints a report of this project as A4 pages: every figure drawn as a vector, page numbers, bookmarks.
 *
 * @param path The `report.html`.
 * @returns The PDF file.
 * @throws {InputError} Where there is no browser.
 */
export async function printReport(path: string): Promise<Uint8Array> {
  const browser = await openBrowser();
  const context = await browser.newContext({
    viewport: { width: PAGE_WIDTH, height: 960 },
  });
  try {
    const page = await context.newPage();
    await page.goto(pathToFileURL(resolve(path)).href);
    const title = await page.title();
    await page.evaluate(`segbook.prepareStills(${FIGURE_WIDTH})`);
    // Pictures that load when seen would be missing on pages never seen.
    await page.evaluate(
      `Promise.all([...document.images].filter((image) => !image.hidden && image.getAttribute("src"))
        .map((image) => { image.loading = "eager"; return image.decode(); }))`,
    );
    await page.emulateMedia({ media: "print" });
    await page.evaluate("segbook.fitTables()");
    const pdf = await page.pdf({
      format: "A4",
      printBackground: true,
      preferCSSPageSize: true,
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate:
        `<div style="width:100%;padding:0 15mm;display:flex;justify-content:space-between;font:9px 'Open Sans',sans-serif;color:#66717d"><span>${
          title.replace(/[&<>]/g, "")
        }</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`,
      outline: true,
      tagged: true,
    });
    return new Uint8Array(pdf);
  } finally {
    await context.close();
  }
}

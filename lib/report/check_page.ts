import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { openBrowser } from "../browser/mod.ts";

/** What a page is found to be. */
export interface PageCheck {
  /** Errors on the console, uncaught ones too. */
  readonly consoleErrors: readonly string[];
  /** Requests to anything but the file itself and what it holds. */
  readonly requests: readonly string[];
  /** Links within the page that lead nowhere. */
  readonly deadLinks: readonly string[];
  /** Places of plotly figures. */
  readonly figures: number;
  /** Figures that are drawn, with an SVG that has a size. */
  readonly drawn: number;
}

/** Errors and requests of a page from now on. */
export interface PageWatch {
  readonly consoleErrors: string[];
  readonly requests: string[];
}

/**
 * Notes errors and requests of a page from now on; call it before the page is loaded.
 *
 * @param page A page of {@linkcode openBrowser}'s browser.
 * @returns Lists that grow.
 */
export function watchPage(page: Page): PageWatch {
  const watch: PageWatch = { consoleErrors: [], requests: [] };
  page.on("console", (message) => {
    if (message.type() === "error") watch.consoleErrors.push(message.text());
  });
  page.on("pageerror", (error) => watch.consoleErrors.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    const own = url.split("#")[0] === page.url().split("#")[0] ||
      /^(data|blob|about):/.test(url) || request.isNavigationRequest();
    if (!own) watch.requests.push(url);
  });
  return watch;
}

/** Runs in the page. */
const LOOK = `(async () => {
  if (globalThis.segbook) await globalThis.segbook.drawAll();
  const plots = [...document.querySelectorAll(".js-plotly-plot")];
  const drawn = plots.filter((plot) => {
    const svg = plot.querySelector("svg.main-svg");
    return svg && svg.getBoundingClientRect().width > 0 && svg.getBoundingClientRect().height > 0;
  });
  const places = [...document.querySelectorAll("[data-figure]")];
  const deadLinks = [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute("href"))
    .filter((href) => href.length > 1 && !document.getElementById(decodeURIComponent(href.slice(1))));
  return { figures: Math.max(places.length, plots.length), drawn: drawn.length, deadLinks };
})()`;

interface Look {
  readonly figures: number;
  readonly drawn: number;
  readonly deadLinks: string[];
}

/**
 * Looks at a page as a reader's browser shows it: opens the file without a network, has all figures drawn, and counts
 * them. A page that is open already is looked at as it is; give its {@linkcode watchPage} along, so that what happened
 * while it was loaded is known.
 *
 * @param target Path of an HTML file, or an open page.
 * @param watch What was noted of the open page so far.
 * @returns What was found.
 * @throws {InputError} Where there is no browser.
 *
 * @example
 * ```ts
 * import { closeBrowser, findBrowsers } from "../browser/mod.ts";
 * import { checkPage } from "./check_page.ts";
 *
 * if ((await findBrowsers()).length > 0) {
 *   const path = `${await Deno.makeTempDir()}/a.html`;
 *   await Deno.writeTextFile(path, `<a href="#nowhere">a</a><script>throw new Error("b")</script>`);
 *   const { consoleErrors, deadLinks } = await checkPage(path);
 *   await closeBrowser();
 *   if (consoleErrors[0] !== "b" || deadLinks[0] !== "#nowhere") throw new Error();
 * }
 * ```
 */
export async function checkPage(
  target: string | Page,
  watch?: PageWatch,
): Promise<PageCheck> {
  if (typeof target !== "string") {
    const noted = watch ?? watchPage(target);
    const look = await target.evaluate<Look>(LOOK);
    return { ...look, ...noted };
  }
  const browser = await openBrowser();
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1400, height: 1000 },
  });
  try {
    const page = await context.newPage();
    const noted = watchPage(page);
    await page.goto(pathToFileURL(resolve(target)).href);
    return await checkPage(page, noted);
  } finally {
    await context.close();
  }
}

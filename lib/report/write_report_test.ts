import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { closeBrowser, findBrowsers, openBrowser } from "../browser/mod.ts";
import { checkPage } from "./check_page.ts";
import { EXAMPLE_SUMMARY, writeExampleNotebooks } from "./example_run.ts";
import { screenshotReport } from "./screenshot_report.ts";
import { writeReport } from "./write_report.ts";

const ignore = (await findBrowsers()).length === 0;
const folder = await Deno.makeTempDir();

/** The report of the example, written once for all tests of this file. */
let example:
  | Promise<{ html: string; pdf: string; figures: number }>
  | undefined;

async function makeExample() {
  const { paths, figures } = await writeExampleNotebooks(`${folder}/notebooks`);
  const { html, pdf } = await writeReport({
    runRoot: folder,
    notebooks: paths,
    summary: EXAMPLE_SUMMARY,
    title: "Report </script><script>globalThis.evil = true</script>",
  });
  assert.ok(pdf);
  // One more is the summary's own.
  return { html, pdf, figures: figures + 1 };
}

function browserTest(
  name: string,
  body: (run: { html: string; pdf: string; figures: number }) => Promise<void>,
) {
  Deno.test({
    name,
    ignore,
    // The browser is shared by the tests of this file; the last one closes it.
    sanitizeOps: false,
    sanitizeResources: false,
  }, async () => await body(await (example ??= makeExample())));
}

/** Opens the report and evaluates an expression in it. */
async function evaluate(
  html: string,
  expression: string,
  options: Parameters<
    Awaited<ReturnType<typeof openBrowser>>["newContext"]
  >[0] = {},
): Promise<unknown> {
  const context = await (await openBrowser()).newContext({
    offline: true,
    ...options,
  });
  try {
    const page = await context.newPage();
    await page.goto(pathToFileURL(html).href);
    return await page.evaluate(expression);
  } finally {
    await context.close();
  }
}

browserTest(
  "writeReport() opens without errors, requests or dead links, every figure drawn",
  async ({ html, figures }) => {
    assert.deepEqual(await checkPage(html), {
      consoleErrors: [],
      requests: [],
      deadLinks: [],
      figures,
      drawn: figures,
    });
  },
);

browserTest(
  "writeReport() draws figures only when they come near",
  async ({ html, figures }) => {
    const count = Number(
      await evaluate(
        html,
        `new Promise((done) => setTimeout(() => done(document.querySelectorAll(".plot.drawn").length), 1500))`,
      ),
    );
    assert.ok(count >= 1 && count < figures, `${count} of ${figures} drawn`);
  },
);

browserTest(
  "writeReport() runs nothing that an output or a title brings along",
  async ({ html }) => {
    assert.equal(await evaluate(html, "'evil' in globalThis"), false);
  },
);

browserTest(
  "writeReport() shows a picture of each figure where scripts are off",
  async ({ html, figures }) => {
    const text = await Deno.readTextFile(html);
    const stills = text.match(/<img class="still"[^>]*src="data:image\/png/g);
    assert.equal(stills?.length, figures);
    const context = await (await openBrowser()).newContext({
      javaScriptEnabled: false,
    });
    try {
      const page = await context.newPage();
      await page.goto(pathToFileURL(html).href);
      assert.equal(await page.locator(".still").first().isVisible(), true);
    } finally {
      await context.close();
    }
  },
);

for (const width of [390, 768, 1400]) {
  browserTest(
    `writeReport() fits a screen ${width} pixels wide`,
    async ({ html }) => {
      const wide = await evaluate(
        html,
        "segbook.drawAll().then(() => document.documentElement.scrollWidth)",
        { viewport: { width, height: 900 } },
      );
      assert.equal(wide, width);
    },
  );
}

browserTest(
  "writeReport() lists the notebooks and their parts in order",
  async ({ html }) => {
    const entries = await evaluate(
      html,
      `[...document.querySelectorAll("nav.sidebar a")].map((a) => a.textContent)`,
    );
    assert.deepEqual(entries, [
      "Summary",
      "Look at the data",
      "Sizes & counts",
      "Sizes & counts",
      "Folds",
      "Training",
    ]);
  },
);

browserTest(
  "writeReport() prints numbered pages without holes for figures",
  async ({ html, pdf, figures }) => {
    const bytes = await Deno.readFile(pdf);
    const text = new TextDecoder("latin1").decode(bytes);
    assert.match(text, /^%PDF-1\.\d/);
    assert.match(text, /%%EOF\s*$/);
    assert.match(text, /\/MediaBox \[0 0 59[45]\.?\d* 84[12]/);
    const pages = text.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
    assert.ok(pages > figures / 3 && pages < 2 * figures, `${pages} pages`);
    // What is printed of each figure is a picture within the page's width.
    const cut = await evaluate(
      html,
      `segbook.prepareStills(760).then(() => [...document.querySelectorAll(".still")]
      .filter((still) => !still.complete || still.naturalWidth !== 760 || !still.src.startsWith("data:image/svg+xml")).length)`,
    );
    assert.equal(cut, 0);
  },
);

browserTest(
  "screenshotReport() photographs desktop and phone, not blank",
  async ({ html }) => {
    const files = await screenshotReport(html, `${folder}/screenshots`);
    const widths: number[] = [];
    for (const file of files) {
      const picture = sharp(file);
      widths.push((await picture.metadata()).width);
      const { channels } = await picture.stats();
      assert.ok(channels.every((channel) => channel.stdev > 10), file);
    }
    assert.deepEqual(widths, [1400, 1400, 390, 390]);
  },
);

browserTest("writeReport() leaves only the report behind", async () => {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) names.push(entry.name);
  assert.deepEqual(names.filter((name) => name.startsWith("report")).sort(), [
    "report.html",
    "report.pdf",
  ]);
  await closeBrowser();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("writeReport() writes the page and says why there is no PDF where there is no browser", async () => {
  const old = Deno.env.get("SEGBOOK_BROWSER");
  const runRoot = await Deno.makeTempDir();
  await Deno.writeTextFile(`${runRoot}/report.pdf`, "of an older run");
  Deno.env.set("SEGBOOK_BROWSER", "/nowhere/chrome");
  try {
    const report = await writeReport({
      runRoot,
      notebooks: [],
      summary: EXAMPLE_SUMMARY,
      title: "Report",
    });
    assert.equal(report.pdf, undefined);
    assert.match(report.pdfMissing ?? "", /SEGBOOK_BROWSER/);
    const html = await Deno.readTextFile(report.html);
    assert.match(html, /Mean Dice, out of fold.*0\.871/s);
    await assert.rejects(Deno.stat(`${runRoot}/report.pdf`));
  } finally {
    if (old === undefined) Deno.env.delete("SEGBOOK_BROWSER");
    else Deno.env.set("SEGBOOK_BROWSER", old);
    await Deno.remove(runRoot, { recursive: true });
  }
});

Deno.test("writeReport() names a notebook that is missing or broken", async () => {
  const runRoot = await Deno.makeTempDir();
  const write = (notebook: string) =>
    writeReport({
      runRoot,
      notebooks: [notebook],
      summary: EXAMPLE_SUMMARY,
      title: "Report",
    });
  await assert.rejects(write(`${runRoot}/none.ipynb`), /File: .*none\.ipynb/);
  await Deno.writeTextFile(`${runRoot}/old.ipynb`, `{"nbformat": 3}`);
  await assert.rejects(
    write(`${runRoot}/old.ipynb`),
    /nbformat must be 4.*current value is 3/,
  );
  await assert.rejects(Deno.stat(`${runRoot}/report.html`));
  await Deno.remove(runRoot, { recursive: true });
});

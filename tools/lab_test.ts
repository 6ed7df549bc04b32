import assert from "node:assert/strict";
import type { ConsoleMessage, Page } from "playwright-core";
import { closeBrowser, openBrowser } from "../lib/browser/mod.ts";
import { startLab } from "./lab.ts";
import { executeNotebook } from "./notebooks/execute.ts";
import { PROJECT_ROOT } from "./notebooks/project.ts";
import { writeTestNotebook } from "./notebooks/test_notebook.ts";

const SCREENSHOTS = `${PROJECT_ROOT}/outputs/screenshots`;

/** Console messages of JupyterLab itself that have nothing to do with the notebook, each with its reason. */
const HARMLESS: readonly RegExp[] = [];

const figure = (name: string) =>
  `await Deno.jupyter.display({
  "application/vnd.plotly.v1+json": {
    data: [{ type: "bar", x: ["a", "b", "c"], y: [3, 1, 2], name: "${name}" }],
    layout: { title: { text: "${name}" }, xaxis: { title: { text: "fold" } } },
  },
  "text/plain": "${name}",
}, { raw: true });`;

// The page's kernel runs in the notebook's folder, outside the project: only files without packages can be imported.
const LIBRARY = `${PROJECT_ROOT}/lib/notebook`;
const CELLS = [
  `import { installOutputGuard } from "${LIBRARY}/output_guard.ts";
import { liveProgress } from "${LIBRARY}/live_progress.ts";
installOutputGuard();
"opened"`,
  figure("Scores by fold"),
  `for (let i = 0; i < 5000; i++) console.log("printed line", i);`,
  `const progress = liveProgress("Fold 0");
for (let step = 1; step <= 20; step++) {
  progress.update({ done: step / 20, values: { step, loss: 1 / step } });
  await new Promise((r) => setTimeout(r, 20));
}
await progress.finish();`,
  figure("Losses"),
];

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

/** Runs JupyterLab on a folder while the given work is done. */
async function withLab(
  folder: string,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const lab = await startLab([
    "--no-browser",
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    `--ServerApp.root_dir=${folder}`,
    "--IdentityProvider.token=",
    "--LabApp.expose_app_in_browser=True", // to run the cells as the menu does
    "--ServerApp.log_level=WARN",
  ]);
  try {
    for (let tries = 0;; tries++) {
      const response = await fetch(`${url}/api/status`).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) break;
      assert.ok(tries < 600, "JupyterLab does not answer");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await work(url);
  } finally {
    lab.kill("SIGTERM");
    await lab.status;
  }
}

/** Opens a notebook; the list fills with what the console complains of. */
async function openPage(
  url: string,
  name: string,
): Promise<{ page: Page; complaints: string[] }> {
  const browser = await openBrowser();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 1600 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message: ConsoleMessage) => {
    const text = `${message.text()} (${message.location().url})`;
    if (
      message.type() === "error" && !HARMLESS.some((known) => known.test(text))
    ) {
      complaints.push(text);
    }
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${url}/lab/tree/${name}?reset`);
  await page.locator(".jp-NotebookPanel .jp-Cell").first().waitFor({
    timeout: 90_000,
  });
  return { page, complaints };
}

/** Waits until both figures are drawn; while cells run, the page may replace what is scrolled to. */
async function checkFigures(page: Page): Promise<void> {
  for (const title of ["Scores by fold", "Losses"]) {
    const figure = page.locator(".js-plotly-plot", { hasText: title });
    for (let tries = 0;; tries++) {
      try {
        await figure.scrollIntoViewIfNeeded({ timeout: 3000 });
        break;
      } catch (error) {
        if (tries >= 20) throw error;
      }
    }
    await figure.locator(".bars .point").nth(2).waitFor({ timeout: 30_000 });
  }
}

/** Outputs as JupyterLab holds them, a list of texts a cell. */
async function shownOutputs(page: Page): Promise<string[]> {
  const outputs = await page.evaluate(
    "jupyterapp.shell.currentWidget.content.model.toJSON().cells.map((cell) => JSON.stringify(cell.outputs))",
  );
  assert.ok(Array.isArray(outputs));
  return outputs.map(String);
}

Deno.test("startLab() shows an executed notebook with interactive figures, and runs one, without a console error", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeTestNotebook(`${folder}/source.ipynb`, CELLS);
    await executeNotebook({
      source: `${folder}/source.ipynb`,
      target: `${folder}/executed.ipynb`,
    });
    await withLab(folder, async (url) => {
      const executed = await openPage(url, "executed.ipynb");
      await checkFigures(executed.page);
      await executed.page.screenshot({
        path: `${SCREENSHOTS}/jupyterlab_executed.png`,
      });
      assert.deepEqual(executed.complaints, []);
      await executed.page.context().close();

      const live = await openPage(url, "source.ipynb");
      await live.page.getByText("Deno (segbook) | Idle").first().waitFor({
        timeout: 60_000,
      });
      await live.page.evaluate(
        'jupyterapp.commands.execute("notebook:run-all-cells")',
      );
      await checkFigures(live.page);
      await live.page.screenshot({
        path: `${SCREENSHOTS}/jupyterlab_live.png`,
      });
      const shown = await shownOutputs(live.page);
      assert.match(shown[0]!, /opened/);
      const lines = Array.from(
        { length: 5000 },
        (_, i) => `printed line ${i}\\n`,
      );
      assert.ok(
        shown[2]!.includes(lines.join("")),
        "printed lines are missing",
      );
      assert.match(shown[3]!, /"Fold 0 100 %/);
      assert.deepEqual(live.complaints, []);
      await live.page.context().close();
    });
  } finally {
    await closeBrowser();
    await Deno.remove(folder, { recursive: true });
  }
});

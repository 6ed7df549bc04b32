import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { writeFileAtomic } from "../core/mod.ts";
import { openBrowser } from "../browser/mod.ts";

/** Higher pictures are cut: image viewers and the browser refuse them. */
const MOST_PIXELS = 12_000;

const VIEWS = [
  { name: "desktop", width: 1400, height: 1000 },
  { name: "phone", width: 390, height: 844 },
] as const;

/**
 * Photographs a report as a desktop and as a phone show it, the first view and the whole page.
 *
 * @param path The `report.html`.
 * @param folder Where the PNG files go.
 * @returns Their paths: `report_desktop.png`, `report_desktop_full.png`, `report_phone.png`,
 * `report_phone_full.png`. Whole pages are cut at 12,000 pixels.
 * @throws {InputError} Where there is no browser.
 */
export async function screenshotReport(
  path: string,
  folder: string,
): Promise<string[]> {
  const browser = await openBrowser();
  const files: string[] = [];
  for (const { name, width, height } of VIEWS) {
    const context = await browser.newContext({
      offline: true,
      viewport: { width, height },
    });
    try {
      const page = await context.newPage();
      await page.goto(pathToFileURL(resolve(path)).href);
      await page.evaluate("segbook.drawAll()");
      const tall = Number(
        await page.evaluate("document.documentElement.scrollHeight"),
      );
      const whole = { x: 0, y: 0, width, height: Math.min(tall, MOST_PIXELS) };
      const shots = [
        [`report_${name}`, await page.screenshot()],
        [
          `report_${name}_full`,
          await page.screenshot({ fullPage: true, clip: whole }),
        ],
      ] as const;
      for (const [file, png] of shots) {
        files.push(`${folder}/${file}.png`);
        await writeFileAtomic(`${folder}/${file}.png`, new Uint8Array(png));
      }
    } finally {
      await context.close();
    }
  }
  return files;
}

import { type Browser, chromium } from "playwright-core";
import { InputError } from "../core/mod.ts";
import { type BrowserProgram, findBrowsers } from "./find_browsers.ts";
import {
  makeProfileFolder,
  removeFolder,
  removeFolderSync,
  removeStaleProfiles,
  writeFontConfiguration,
} from "./profile_folder.ts";

/** Nothing but the pages we give it: no accounts, no updates, no reports home, no pictures on a GPU. */
const ARGUMENTS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-extensions",
  "--disable-gpu",
  "--disable-sync",
  "--font-render-hinting=none",
  "--metrics-recording-only",
  "--no-default-browser-check",
  "--no-first-run",
  "--no-pings",
];

/** Seconds without a page after which the shared browser goes away; a process that forgets to close it still ends. */
const IDLE_SECONDS = 20;

/** Address of a page that is kept for later use and does not keep the browser open. */
export const IDLE_PAGE = "about:blank#idle";

interface Session {
  readonly browser: Browser;
  readonly folder: string;
  close(): Promise<void>;
}

let shared: Promise<Session> | undefined;
let folderAtExit: string | undefined;
let lastUse = 0;
let busy = 0;
let watch: ReturnType<typeof setInterval> | undefined;

// On exit the browser itself ends because its control pipe closes, even where this process is killed; the folder of a
// killed process is removed by the next one that opens a browser.
globalThis.addEventListener("unload", () => {
  if (folderAtExit) removeFolderSync(folderAtExit);
});

async function launch(program: BrowserProgram): Promise<Session> {
  const folder = await makeProfileFolder();
  try {
    const environment: Record<string, string> = {
      ...Deno.env.toObject(),
      HOME: folder,
      TMPDIR: folder,
      FONTCONFIG_FILE: await writeFontConfiguration(folder, program.fontPath),
    };
    if (program.libraryPath) {
      environment.LD_LIBRARY_PATH = program.libraryPath;
    }
    const context = await chromium.launchPersistentContext(
      `${folder}/profile`,
      {
        executablePath: program.executable,
        artifactsDir: `${folder}/artifacts`,
        args: [...new Set([...ARGUMENTS, ...program.args])],
        // The sandbox refuses to run as root, and user namespaces are often forbidden in containers.
        chromiumSandbox: Deno.uid() !== 0 && Deno.build.os !== "linux",
        env: environment,
        // Signals belong to the program: in a notebook SIGINT is the stop button.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        timeout: 30_000,
      },
    );
    const browser = context.browser();
    if (!browser) throw new Error("the browser gives no handle");
    return {
      browser,
      folder,
      async close() {
        await browser.close().catch(() => {});
        await removeFolder(folder);
      },
    };
  } catch (cause) {
    await removeFolder(folder);
    throw cause;
  }
}

async function launchFirst(): Promise<Session> {
  await removeStaleProfiles();
  const programs = await findBrowsers();
  const failures: string[] = [];
  for (const program of programs) {
    try {
      return await launch(program);
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause);
      const reason = text.split("\n").find((line) =>
        /error|cannot/i.test(line)
      ) ??
        text.split("\n")[0] ?? "";
      failures.push(`${program.executable}: ${reason.trim()}`);
    }
  }
  throw new InputError(
    failures.length === 0
      ? "Cannot open a browser: neither the project's own Chromium nor an installed Chrome or Chromium was found"
      : `Cannot open a browser: none of those found starts\n  ${
        failures.join("\n  ")
      }`,
    {
      remedy:
        "Run `deno task setup`, or install Chrome or Chromium, or set SEGBOOK_BROWSER to the path of one.",
    },
  );
}

/** Closes the browser once it has had no page for a while; its first, blank page and those kept for later do not count. */
function startWatch(session: Session): void {
  clearInterval(watch);
  const [first] = session.browser.contexts().flatMap((c) => c.pages());
  watch = setInterval(() => {
    const inUse = busy > 0 ||
      session.browser.contexts().flatMap((c) => c.pages())
        .some((page) => page !== first && page.url() !== IDLE_PAGE);
    if (inUse) lastUse = performance.now();
    else if (performance.now() - lastUse > IDLE_SECONDS * 1000) closeBrowser();
  }, 1000);
}

async function start(): Promise<Session> {
  const session = await launchFirst();
  folderAtExit = session.folder;
  session.browser.on("disconnected", () => {
    if (folderAtExit === session.folder) {
      shared = undefined;
      folderAtExit = undefined;
      clearInterval(watch);
      removeFolder(session.folder);
    }
  });
  startWatch(session);
  return session;
}

/**
 * Opens the headless browser, or gives the one that this process has already. Make pages in a context of your own
 * (`browser.newContext()`) and close it when done. The browser ends with the process, however that ends, and after
 * some seconds without a page; {@linkcode closeBrowser} ends it at once.
 *
 * @returns A running Chromium, driven by playwright.
 * @throws {InputError} Where there is no browser or none that starts; says what was tried and what mends it.
 *
 * @example
 * ```ts
 * import { closeBrowser } from "./open_browser.ts";
 *
 * await closeBrowser(); // nothing is open: nothing happens
 * ```
 */
export async function openBrowser(): Promise<Browser> {
  lastUse = performance.now();
  if (!shared) {
    const starting = start();
    shared = starting;
    starting.catch(() => {
      if (shared === starting) shared = undefined;
    });
  }
  return (await shared).browser;
}

/**
 * Keeps the browser open while work with a page at {@linkcode IDLE_PAGE} goes on, however long it takes.
 *
 * @param work What is done; it may open the browser.
 * @returns What the work gives.
 *
 * @example
 * ```ts
 * import { whileBrowserBusy } from "./open_browser.ts";
 *
 * if (await whileBrowserBusy(() => Promise.resolve(1)) !== 1) throw new Error();
 * ```
 */
export async function whileBrowserBusy<T>(work: () => Promise<T>): Promise<T> {
  busy++;
  try {
    return await work();
  } finally {
    busy--;
    lastUse = performance.now();
  }
}

/**
 * Closes the browser of this process, if there is one, and removes its temporary files.
 *
 * @example
 * ```ts
 * import { closeBrowser } from "./open_browser.ts";
 *
 * await closeBrowser();
 * ```
 */
export async function closeBrowser(): Promise<void> {
  const closing = shared;
  shared = undefined;
  folderAtExit = undefined;
  clearInterval(watch);
  const session = await closing?.catch(() => undefined);
  await session?.close();
}

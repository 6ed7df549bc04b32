import { fileURLToPath } from "node:url";
import { InputError } from "../core/mod.ts";

/** A browser that can be tried. */
export interface BrowserProgram {
  /** Absolute path of the program. */
  readonly executable: string;
  /** Folder of libraries it may need, beside those of the system. */
  readonly libraryPath?: string;
  /** Folder of fonts that came with it. */
  readonly fontPath?: string;
  /** Arguments that this program wants. */
  readonly args: readonly string[];
}

/** Where to look. */
export interface FindBrowsersOptions {
  /** Path of a browser that overrides all others. @default {Deno.env.get("SEGBOOK_BROWSER")} */
  readonly override?: string | undefined;
  /** Folder into which the set-up unpacked the project's own browser. */
  readonly bundled?: string;
  /** Programs of the system: names to look for on PATH, or absolute paths. */
  readonly installed?: readonly string[];
}

/** The browser that the set-up unpacks lies here. */
export const BUNDLED_BROWSER: string = fileURLToPath(
  new URL("../../.native/chromium", import.meta.url),
);

const INSTALLED = [
  "google-chrome-stable",
  "google-chrome",
  "chromium",
  "chromium-browser",
  "microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((stat) => stat.isFile, () => false);
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((stat) => stat.isDirectory, () => false);
}

async function bundledBrowser(
  folder: string,
): Promise<BrowserProgram | undefined> {
  const text = await Deno.readTextFile(`${folder}/info.json`).catch(() => "");
  if (text === "") return undefined;
  const info: unknown = JSON.parse(text);
  if (typeof info !== "object" || info === null) return undefined;
  const executable = "executable" in info ? info.executable : undefined;
  if (typeof executable !== "string" || !await isFile(executable)) {
    return undefined;
  }
  const library = "libraryPath" in info ? info.libraryPath : undefined;
  const args = "args" in info && Array.isArray(info.args) ? info.args : [];
  return {
    executable,
    ...(typeof library === "string" ? { libraryPath: library } : {}),
    ...(await isFolder(`${folder}/fonts`)
      ? { fontPath: `${folder}/fonts` }
      : {}),
    args: args.filter((arg) => typeof arg === "string"),
  };
}

async function onPath(name: string): Promise<string | undefined> {
  if (name.startsWith("/")) return await isFile(name) ? name : undefined;
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    if (folder && await isFile(`${folder}/${name}`)) return `${folder}/${name}`;
  }
  return undefined;
}

/**
 * Lists the Chromium-like browsers that this machine has, best first: the one named by the environment variable
 * `SEGBOOK_BROWSER` and no other, or the one that the set-up unpacked, then those installed on the system.
 *
 * @param options Where to look; the defaults are the real places.
 * @returns Programs to try in order; empty where there is none.
 * @throws {InputError} Where the override names no file.
 *
 * @example
 * ```ts
 * import { findBrowsers } from "./find_browsers.ts";
 *
 * const [first] = await findBrowsers({ override: Deno.execPath() });
 * if (first?.executable !== Deno.execPath()) throw new Error();
 * ```
 */
export async function findBrowsers(
  options: FindBrowsersOptions = {},
): Promise<BrowserProgram[]> {
  const override = "override" in options
    ? options.override
    : Deno.env.get("SEGBOOK_BROWSER");
  if (override) {
    if (await isFile(override)) return [{ executable: override, args: [] }];
    throw new InputError(
      `Cannot open the browser: SEGBOOK_BROWSER must be the path of a Chrome or Chromium program, current value is "${override}"`,
      {
        remedy: "Correct the environment variable SEGBOOK_BROWSER or unset it.",
      },
    );
  }
  const found: BrowserProgram[] = [];
  const bundled = await bundledBrowser(options.bundled ?? BUNDLED_BROWSER);
  if (bundled) {
    const { libraryPath: _, ...plain } = bundled;
    // The system's own libraries fit its C library best; those that came along are for systems without any.
    found.push(plain);
    if (bundled.libraryPath) found.push(bundled);
  }
  for (const name of options.installed ?? INSTALLED) {
    const executable = await onPath(name);
    if (executable) found.push({ executable, args: [] });
  }
  return found;
}

import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { writeJsonAtomic } from "../../lib/core/write_file.ts";
import {
  discard,
  type Project,
  putInPlace,
  requireSpace,
  run,
  runOrExplain,
  workFolder,
} from "./project.ts";
import { installCommand } from "./python.ts";
import type { Step } from "./step.ts";
import type { DenoConfig } from "./step_npm.ts";

/** How to start the browser; the content of `.native/chromium/info.json`. */
export interface BrowserInfo {
  /** Absolute path. */
  readonly executable: string;
  /** Goes into `LD_LIBRARY_PATH`, where the system lacks libraries it needs. */
  readonly libraryPath: string | null;
  /** Command line arguments. */
  readonly args: readonly string[];
  /** Variables it needs besides. */
  readonly environment: Readonly<Record<string, string>>;
}

const PACKAGE = "@sparticuz/chromium";
const FOLDER = ".native/chromium";
const INFO = `${FOLDER}/info.json`;
/** Measured: 213 MB unpacked, archives included. */
const NEEDED_MEGABYTES = 260;

/** Pictures by software, for machines without a graphics card; no sandbox, which containers and root do not have. */
const ARGS = [
  "--no-sandbox",
  "--no-zygote",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

const INSTALLED: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
  ],
};

async function starts(
  project: Project,
  executable: string,
  libraryPath: string | null,
): Promise<boolean> {
  const { code } = await run(project, [executable, "--version"], {
    env: libraryPath === null ? {} : { LD_LIBRARY_PATH: libraryPath },
  });
  return code === 0;
}

/** The fonts of the system, and the package's own for a system that has none. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}

/** Unpacks the package's Chromium; tells whether it starts here. */
async function unpack(project: Project): Promise<boolean> {
  const source = `${project.root}/node_modules/${PACKAGE}/bin`;
  const work = `${workFolder(project)}/chromium`;
  await Deno.mkdir(work, { recursive: true });
  const python = `${project.root}/.venv/bin/python`;
  const inflate = (name: string) =>
    pipeline(
      createReadStream(`${source}/${name}.br`),
      createBrotliDecompress({ chunkSize: 1 << 21 }),
      createWriteStream(`${work}/${name}`, { mode: 0o755 }),
    );
  await inflate("chromium");
  const archives = [["fonts.tar", work], ["swiftshader.tar", work], [
    "al2023.tar",
    `${work}/libraries`,
  ]] as const;
  for (const [archive, target] of archives) {
    await inflate(archive);
    await runOrExplain(project, "unpack the browser", [
      python,
      "-m",
      "tarfile",
      "-e",
      `${work}/${archive}`,
      target,
    ]);
    await Deno.remove(`${work}/${archive}`);
  }
  const folder = `${project.root}/${FOLDER}`;
  await Deno.writeTextFile(`${work}/fonts.conf`, fontsConfig(folder));
  const libraries = await starts(project, `${work}/chromium`, null)
    ? null
    : "libraries/lib";
  if (
    libraries &&
    !await starts(project, `${work}/chromium`, `${work}/${libraries}`)
  ) return false;
  const info: BrowserInfo = {
    executable: `${folder}/chromium`,
    libraryPath: libraries && `${folder}/${libraries}`,
    args: ARGS,
    environment: { FONTCONFIG_FILE: `${folder}/fonts.conf` },
  };
  await writeJsonAtomic(`${work}/info.json`, info);
  await putInPlace(project, work, folder);
  return true;
}

async function findInstalled(
  project: Project,
): Promise<BrowserInfo | undefined> {
  for (const executable of INSTALLED[Deno.build.os] ?? []) {
    if (await starts(project, executable, null)) {
      return {
        executable,
        libraryPath: null,
        args: ARGS.slice(0, 1),
        environment: {},
      };
    }
  }
  return undefined;
}

/** Where the reason stands why there is no browser. */
export const NO_BROWSER = `${FOLDER}/missing.txt`;

/**
 * A browser that draws the reports' figures and pages: the npm package's own Chromium on Linux x86_64, elsewhere one
 * that is installed. Where there is none, the file {@linkcode NO_BROWSER} says so, and set-up goes on.
 *
 * @param project The project.
 * @param config What `deno.json` says: the version of the package.
 */
export function browserStep(project: Project, config: DenoConfig): Step {
  const packaged = project.platform.name === "linux-x86_64";
  return {
    id: "browser",
    title: "browser for figures and reports",
    inputs: [
      1,
      project.root,
      project.platform.name,
      config.imports[PACKAGE],
    ],
    async build() {
      const folder = `${project.root}/${FOLDER}`;
      if (packaged) {
        await requireSpace(project, NEEDED_MEGABYTES, "the browser");
        if (await unpack(project)) return [INFO, `${FOLDER}/chromium`];
      }
      await discard(project, folder);
      const info = await findInstalled(project);
      if (info) {
        await writeJsonAtomic(`${project.root}/${INFO}`, info);
        return [INFO];
      }
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(
        `${project.root}/${NO_BROWSER}`,
        `There is no browser: figures have no PNG and the report no PDF. Run \`${await installCommand(
          {
            apt: "chromium",
            dnf: "chromium",
            brew: "--cask google-chrome",
          },
        )}\`, then \`deno task setup\`.`,
      );
      return [NO_BROWSER];
    },
  };
}

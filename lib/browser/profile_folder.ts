import process from "node:process";

const PREFIX = "segbook-browser-";

/** Makes the folder that holds all the files of one browser; its name carries this process's number. */
export async function makeProfileFolder(): Promise<string> {
  return await Deno.makeTempDir({ prefix: `${PREFIX}${Deno.pid}-` });
}

/** Removes a folder; the browser may still be writing its last files there, so that several tries may be needed. */
export async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** The same where the process is about to end and nothing can be awaited. */
export function removeFolderSync(folder: string): void {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      return Deno.removeSync(folder, { recursive: true });
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Another user's process may not be signalled, but it is there.
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}

/** Removes the folders that killed processes could not remove themselves. */
export async function removeStaleProfiles(): Promise<void> {
  const probe = await Deno.makeTempFile({ prefix: PREFIX });
  await Deno.remove(probe);
  const parent = probe.slice(0, probe.lastIndexOf("/"));
  for await (const entry of Deno.readDir(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(entry.name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await removeFolder(`${parent}/${entry.name}`);
    }
  }
}

/**
 * Writes a fontconfig file that knows the fonts that came with the browser and the system's, so that text shows on
 * machines without any font.
 *
 * @returns The file's path, for the environment variable `FONTCONFIG_FILE`.
 */
export async function writeFontConfiguration(
  folder: string,
  fontPath?: string,
): Promise<string> {
  const folders = [
    ...(fontPath ? [fontPath] : []),
    "/usr/share/fonts",
    "/usr/local/share/fonts",
  ];
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((path) => `  <dir>${path}</dir>`).join("\n")}
  <cachedir>${folder}/fonts</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family><family>Open Sans</family></prefer></alias>
</fontconfig>
`;
  await Deno.writeTextFile(`${folder}/fonts.conf`, text);
  return `${folder}/fonts.conf`;
}

import { fileURLToPath } from "node:url";
import { projectRoot } from "../../lib/run/project_root.ts";

const listed = fileURLToPath(new URL("./requirements.txt", import.meta.url));
const alone = fileURLToPath(
  new URL("./requirements_alone.txt", import.meta.url),
);

/**
 * Installs the Python peers, unless the very versions that are listed are there.
 *
 * @param folder Their virtual environment; one with other versions is made anew.
 * @returns The peers' Python interpreter.
 * @throws {Error} Where pip fails; its own message has gone to the terminal.
 */
export async function installPeers(
  folder = `${projectRoot}/.setup/peers`,
): Promise<string> {
  const python = `${folder}/bin/python`;
  const pins = await pinnedVersions();
  const stamp = `${folder}/requirements.txt`;
  const installed = await Deno.readTextFile(stamp).catch(() => "");
  if (installed === pins) return python;
  console.log(
    "Installing the Python peers (PyTorch alone is 200 MB and more) ...",
  );
  const pip = ["-m", "pip", "install", "--quiet"];
  await runOrThrow(`${projectRoot}/.venv/bin/python`, [
    "-m",
    "venv",
    "--clear",
    folder,
  ]);
  await runOrThrow(python, [...pip, "-r", listed]);
  await runOrThrow(python, [...pip, "--no-deps", "-r", alone]);
  // Written last: an interrupted installation is done again.
  await Deno.writeTextFile(stamp, pins);
  return python;
}

/** Everything that the peers' environment is made from. */
async function pinnedVersions(): Promise<string> {
  const texts = [listed, alone].map((path) => Deno.readTextFile(path));
  return (await Promise.all(texts)).join("");
}

async function runOrThrow(command: string, args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, { args }).spawn().status;
  if (success) return;
  throw new Error(
    `Cannot install the peers: ${command} ${args.join(" ")} failed`,
  );
}

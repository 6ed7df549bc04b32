import { projectRoot } from "../../lib/run/project_root.ts";

/**
 * Installs the Python peers into `.setup/peers`, unless they are there.
 *
 * @returns The peers' Python interpreter.
 * @throws {Error} Where pip fails; its own message has gone to the terminal.
 */
export async function installPeers(): Promise<string> {
  const folder = `${projectRoot}/.setup/peers`;
  const python = `${folder}/bin/python`;
  const pins = await Deno.readTextFile(
    `${projectRoot}/tools/bench/requirements.txt`,
  );
  const stamp = `${folder}/requirements.txt`;
  const installed = await Deno.readTextFile(stamp).catch(() => "");
  if (installed === pins) return python;
  console.log(
    "Installing the Python peers (PyTorch alone is 200 MB and more) ...",
  );
  for (
    const [command, args] of [
      [`${projectRoot}/.venv/bin/python`, ["-m", "venv", "--clear", folder]],
      [python, [
        "-m",
        "pip",
        "install",
        "--quiet",
        "-r",
        `${projectRoot}/tools/bench/requirements.txt`,
      ]],
    ] as const
  ) {
    const { success } = await new Deno.Command(command, { args: [...args] })
      .spawn().status;
    if (!success) {
      throw new Error(
        `Cannot install the peers: ${command} ${args.join(" ")} failed`,
      );
    }
  }
  // Written last: an interrupted installation is done again.
  await Deno.writeTextFile(stamp, pins);
  return python;
}

/**
 * Starts a task: reads its options, sets the project up where that is still to be done, then hands over to the pinned Deno.
 * Nothing here may import a package, since none is installed yet.
 */
import { InputError } from "../lib/core/mod.ts";
import { commands } from "./options/commands.ts";
import { optionsHelp, parseOptions } from "./options/parse_options.ts";
import { ensureSetup } from "./setup/mod.ts";

async function launch([name = "", ...args]: string[]): Promise<number> {
  const command = commands[name];
  if (!command) {
    throw new InputError(
      `Cannot start a task: name must be one of ${
        Object.keys(commands).join(", ")
      }, current value is ${name}`,
    );
  }
  if (command.options) {
    // A mistake is told before anything is downloaded.
    const { help } = parseOptions(name, command.options, args);
    if (help) {
      console.log(optionsHelp(name, command.purpose, command.options));
      return 0;
    }
  }
  const setup = await ensureSetup();
  const child = new Deno.Command(setup.deno, {
    args: [
      "run",
      "-A",
      "--quiet",
      `${setup.root}/tools/commands/${name}.ts`,
      ...args,
    ],
    env: setup.environment(),
  }).spawn();
  // A terminal's Ctrl-C reaches the child by itself: only outlive it. A kill of this process must be handed on.
  Deno.addSignalListener("SIGINT", () => {});
  Deno.addSignalListener("SIGTERM", () => child.kill("SIGTERM"));
  return (await child.status).code;
}

if (import.meta.main) {
  try {
    Deno.exit(await launch(Deno.args));
  } catch (error) {
    console.error(error instanceof InputError ? error.message : error);
    Deno.exit(1);
  }
}

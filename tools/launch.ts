/**
 * Starts a task: reads its options, sets the project up where that is still to be done, then hands over to the pinned Deno.
 * Nothing here may import a package, since none is installed yet.
 */
import { InputError } from "../lib/core/input_error.ts";
import { commands } from "./options/commands.ts";
import { optionsHelp, parseOptions } from "./options/parse_options.ts";
import { ensureSetup, runMain, runTask } from "./setup/mod.ts";

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
    const { help, values } = parseOptions(name, command.options, args);
    if (help) {
      console.log(optionsHelp(name, command.purpose, command.options));
      return 0;
    }
    command.check?.(values);
  }
  const setup = await ensureSetup();
  const script = `${setup.root}/tools/commands/${command.script ?? name}.ts`;
  return await runTask(setup, [
    setup.deno,
    "run",
    "-A",
    "--quiet",
    script,
    ...args,
  ]);
}

if (import.meta.main) await runMain(() => launch(Deno.args));

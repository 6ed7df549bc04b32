import { parseArgs } from "node:util";
import { InputError, nearestName } from "../../lib/core/mod.ts";

/** One option of a command. */
export interface OptionSpec {
  /** What its value is: nothing (a switch), any text, all words without a name, a whole number, or a share in [0, 1). */
  readonly type: "switch" | "text" | "words" | "integer" | "share";
  /** The value's placeholder in the help, as in `DIR`. */
  readonly value?: string;
  /** One line for the help. */
  readonly help: string;
  /** Smallest whole number that is accepted. */
  readonly minimum?: number;
  /** Given as a word of its own, without a name. */
  readonly positional?: true;
}

type ValueOf<S extends OptionSpec> = S["type"] extends "switch" ? boolean
  : S["type"] extends "text" ? string
  : S["type"] extends "words" ? readonly string[]
  : number;

/** What {@linkcode parseOptions} gives: a value for each option that was written. */
export type OptionValues<S extends Record<string, OptionSpec>> = {
  [K in keyof S]?: ValueOf<S[K]>;
};

type Value = boolean | string | number;

const refuse = (message: string, command: string): never => {
  throw new InputError(message, {
    remedy: `deno task ${command} --help lists the options.`,
  });
};

function convert(
  command: string,
  name: string,
  spec: OptionSpec,
  value: string | undefined,
): Value {
  if (spec.type === "switch") {
    return value === undefined || refuse(
      `Cannot run ${command}: --${name} takes no value, current value is ${value}`,
      command,
    );
  }
  if (value === undefined || value === "") {
    return refuse(
      `Cannot run ${command}: --${name} needs a value (${spec.value})`,
      command,
    );
  }
  if (spec.type === "text" || spec.type === "words") return value;
  const number = Number(value);
  const minimum = spec.minimum ?? 0;
  const fits = spec.type === "integer"
    ? Number.isSafeInteger(number) && number >= minimum
    : number >= 0 && number < 1;
  const range = spec.type === "integer"
    ? `a whole number of at least ${minimum}`
    : "in [0, 1)";
  return fits ? number : refuse(
    `Cannot run ${command}: --${name} must be ${range}, current value is ${value}`,
    command,
  );
}

/**
 * Reads a command's options; anything unknown is refused with the nearest name.
 *
 * @param command The task's name, for messages.
 * @param specs The options the command has. `--help` is always understood.
 * @param args The words after the command.
 * @returns The values that were given, and whether help was asked for.
 * @throws {InputError} Where an option is unknown, lacks its value or has a wrong one, or a word is left over.
 *
 * @example
 * ```ts
 * import { parseOptions } from "./parse_options.ts";
 *
 * const specs = { seed: { type: "integer", value: "N", help: "Seed." } } as const;
 * const { values } = parseOptions("pipeline", specs, ["--seed", "7"]);
 * if (values.seed !== 7) throw new Error();
 * ```
 */
export function parseOptions<const S extends Record<string, OptionSpec>>(
  command: string,
  specs: S,
  args: readonly string[],
): { values: OptionValues<S>; help: boolean } {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { type }]) => [
        name,
        { type: type === "switch" ? "boolean" as const : "string" as const },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const named = Object.keys(specs).filter((name) => !specs[name]!.positional);
  const values: Record<string, Value | Value[]> = {};
  let help = false;
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      const free = Object.entries(specs)
        .find(([name, { positional, type }]) =>
          positional && (type === "words" || !(name in values))
        );
      if (free) {
        const [name, spec] = free;
        const value = convert(command, name, spec, token.value);
        values[name] = spec.type === "words"
          ? [values[name] ?? [], value].flat()
          : value;
        continue;
      }
      const near = nearestName(token.value, named);
      refuse(
        `Cannot run ${command}: "${token.value}" is not an option, did you mean --${near}?`,
        command,
      );
    } else if (token.rawName === "--help" || token.rawName === "-h") {
      help = true;
    } else {
      const spec = specs[token.name];
      if (!spec || spec.positional || token.rawName !== `--${token.name}`) {
        const near = nearestName(token.name, named);
        refuse(
          `Cannot run ${command}: there is no option ${token.rawName}, did you mean --${near}?`,
          command,
        );
      } else {
        values[token.name] = convert(command, token.name, spec, token.value);
      }
    }
  }
  return { values: values as OptionValues<S>, help };
}

/**
 * Writes a command's help.
 *
 * @param command The task's name.
 * @param purpose One sentence on what it does.
 * @param specs The options it has.
 *
 * @example
 * ```ts
 * import { optionsHelp } from "./parse_options.ts";
 *
 * const help = optionsHelp("lab", "Opens it.", { port: { type: "integer", value: "N", help: "Port." } });
 * if (!help.includes("--port N")) throw new Error();
 * ```
 */
export function optionsHelp(
  command: string,
  purpose: string,
  specs: Record<string, OptionSpec>,
): string {
  const rows = Object.entries({
    ...specs,
    help: { type: "switch", help: "Shows this." } satisfies OptionSpec,
  }).map(([name, spec]: [string, OptionSpec]) => ({
    left: spec.positional
      ? `${spec.value ?? name}${spec.type === "words" ? " ..." : ""}`
      : `--${name}${spec.value ? ` ${spec.value}` : ""}`,
    right: spec.help,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return [
    `deno task ${command} [options]`,
    "",
    purpose,
    "",
    ...rows.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`),
  ].join("\n");
}

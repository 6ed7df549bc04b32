import assert from "node:assert/strict";
import { optionsHelp, parseOptions } from "./parse_options.ts";

const specs = {
  data: { type: "text", value: "DIR", help: "Data." },
  folds: { type: "integer", value: "N", help: "Folds.", minimum: 2 },
  "hold-out": { type: "share", value: "F", help: "Share." },
  smoke: { type: "switch", help: "Fast." },
} as const;
const parse = (...args: string[]) => parseOptions("pipeline", specs, args);

Deno.test("parseOptions() reads values in both spellings", () => {
  assert.deepEqual(
    parse("--data", "a b", "--folds=3", "--smoke", "--hold-out", "0.2").values,
    { data: "a b", folds: 3, smoke: true, "hold-out": 0.2 },
  );
  assert.equal(parse("--help").help, true);
  assert.deepEqual(parse().values, {});
});

Deno.test("parseOptions() refuses what it does not know with the nearest name", () => {
  assert.throws(() => parse("--fodls", "3"), /did you mean --folds\?/);
  assert.throws(() => parse("--fold=3"), /did you mean --folds\?/);
  assert.throws(() => parse("smok"), /did you mean --smoke\?/);
  assert.throws(() => parse("-s"), /there is no option -s/);
});

Deno.test("parseOptions() names the option whose value is wrong", () => {
  assert.throws(
    () => parse("--folds", "1"),
    /--folds must be a whole number of at least 2, current value is 1/,
  );
  assert.throws(() => parse("--folds", "two"), /current value is two/);
  assert.throws(() => parse("--folds"), /--folds needs a value \(N\)/);
  assert.throws(() => parse("--hold-out", "1"), /in \[0, 1\)/);
  assert.throws(() => parse("--smoke=yes"), /--smoke takes no value/);
});

Deno.test("optionsHelp() lists every option", () => {
  const help = optionsHelp("pipeline", "Does it.", specs);
  for (const name of [...Object.keys(specs), "help"]) {
    assert.match(help, new RegExp(`--${name}`));
  }
});

Deno.test("parseOptions() gathers words without a name", () => {
  const words = {
    ...specs,
    names: { type: "words", value: "NAME", positional: true, help: "Names." },
  } as const;
  const read = (...args: string[]) => parseOptions("fetch", words, args).values;
  assert.deepEqual(read("a", "--smoke", "b"), {
    names: ["a", "b"],
    smoke: true,
  });
  assert.deepEqual(read(), {});
  assert.throws(() => read("--names", "a"), /there is no option --names/);
  assert.match(optionsHelp("fetch", "Does it.", words), /\n {2}NAME \.\.\. /);
});

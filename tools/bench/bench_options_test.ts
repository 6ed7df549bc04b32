import assert from "node:assert/strict";
import { benchOptions } from "../options/commands.ts";
import { optionsHelp, parseOptions } from "../options/parse_options.ts";
import { checkBenchOptions, suitesNamed } from "./check_options.ts";
import { SPEED_SUITES } from "./suite_names.ts";

const parse = (...args: string[]) =>
  parseOptions("bench", benchOptions, args).values;

Deno.test("bench takes its suite as a word", () => {
  assert.deepEqual(parse("train", "--rounds", "12"), {
    suite: "train",
    rounds: 12,
  });
  assert.deepEqual(parse(), {});
  assert.throws(
    () => parse("train", "pipeline"),
    /"pipeline" is not an option/,
  );
  assert.throws(() => parse("--suite", "train"), /there is no option --suite/);
  assert.throws(() => parse("--profil"), /did you mean --profile/);
  assert.match(optionsHelp("bench", "", benchOptions), /^ {2}SUITE +pipeline/m);
});

Deno.test("suitesNamed() gives all suites that measure speed without a word, and refuses what is none", () => {
  assert.deepEqual(suitesNamed(undefined), SPEED_SUITES);
  assert.deepEqual(suitesNamed("train"), ["train"]);
  assert.throws(() => suitesNamed("pipelin"), /deno task bench pipeline/);
});

Deno.test("checkBenchOptions() wants the suite that can be profiled", () => {
  checkBenchOptions({ suite: "train", profile: true });
  checkBenchOptions({});
  for (const suite of [undefined, "pipeline"]) {
    assert.throws(
      () => checkBenchOptions({ suite, profile: true }),
      /must be train with --profile/,
    );
  }
});

Deno.test("checkBenchOptions() wants the data of quality, and of no other suite", () => {
  checkBenchOptions(parse("quality", "--data", "d", "--foreground", "0"));
  assert.throws(() => checkBenchOptions(parse("quality")), /--data must be/);
  assert.throws(
    () => checkBenchOptions(parse("train", "--data", "d", "--out", "o")),
    /must be quality with --data, --out, current value is train/,
  );
});

Deno.test("the peers' lists pin every package to one version", async () => {
  for (const name of ["requirements.txt", "requirements_alone.txt"]) {
    const text = await Deno.readTextFile(new URL(name, import.meta.url));
    const lines = text.split("\n").filter((line) =>
      line && !line.startsWith("#")
    );
    assert(lines.length > 2);
    for (const line of lines) assert.match(line, /^[\w-]+==\d[\w.]*$/);
  }
});

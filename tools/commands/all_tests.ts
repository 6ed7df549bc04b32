import { testOptions } from "../options/commands.ts";
import { parseOptions } from "../options/parse_options.ts";
import { runTests } from "./run_tests.ts";

Deno.exit(
  await runTests(parseOptions("test", testOptions, Deno.args).values.filter),
);

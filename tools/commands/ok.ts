import { testOptions } from "../options/commands.ts";
import { parseOptions } from "../options/parse_options.ts";
import { runDeno } from "./run_step.ts";
import { runTests } from "./run_tests.ts";

const { filter } = parseOptions("ok", testOptions, Deno.args).values;

for (
  const args of [
    // The notebooks' format is a test: `deno fmt --check` (2.8.1) calls every notebook unformatted. AssemblyScript is not
    // quite TypeScript; the option takes the place of the exclusion in deno.json.
    ["fmt", "--check", "--quiet", "--ignore=notebooks,lib/simd/assembly"],
    ["lint", "--quiet"],
    ["check", "--quiet", "lib", "tools"],
  ]
) {
  console.log(`deno ${args[0]}`);
  if (!(await runDeno(args)).success) Deno.exit(1);
}

Deno.exit(await runTests(filter));

import assert from "node:assert/strict";
import { projectRoot } from "../../lib/run/project_root.ts";
import { replaceTable } from "./readme_table.ts";
import { SUITE_NAMES } from "./suite_names.ts";

Deno.test("replaceTable() finds the place of every suite in the README and changes nothing else", async () => {
  const readme = await Deno.readTextFile(`${projectRoot}/README.md`);
  for (const suite of SUITE_NAMES) {
    const once = replaceTable(readme, suite, "(old table)");
    assert(
      once.includes(
        `<!-- bench ${suite}:start -->\n\n(old table)\n\n<!-- bench`,
      ),
    );
    assert.equal(
      replaceTable(once, suite, "(new table)"),
      once.replace("(old table)", "(new table)"),
    );
  }
  assert.throws(
    () => replaceTable("no marks", "train", ""),
    /must hold <!-- bench train:start -->/,
  );
});

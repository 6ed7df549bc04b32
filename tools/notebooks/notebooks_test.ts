import assert from "node:assert/strict";
import { checkNotebooks, formatProblem } from "./check_cells.ts";

Deno.test("checkNotebooks() finds nothing in the project's notebooks", async () => {
  assert.deepEqual((await checkNotebooks()).map(formatProblem), []);
});

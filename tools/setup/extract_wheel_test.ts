import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runCommand } from "./run_command.ts";

const SCRIPT = fileURLToPath(new URL("./extract_wheel.py", import.meta.url));

/** A wheel with an executable, a library, a header and a static library. */
const MAKE = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as wheel:
    for name, mode in (("nvidia/a/bin/tool", 0o755), ("nvidia/a/lib/liba.so", 0o644),
                       ("nvidia/a/include/a.h", 0o644), ("nvidia/a/lib/a.a", 0o644), ("other/b.py", 0o644)):
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        wheel.writestr(entry, name * 100)
`;

async function makeWheel(): Promise<{ folder: string; wheel: string }> {
  const folder = await Deno.makeTempDir();
  const wheel = `${folder}/x.whl`;
  const made = await runCommand(["python3", "-c", MAKE, wheel], { cwd: "." });
  assert.equal(made.code, 0, made.output);
  return { folder, wheel };
}

Deno.test("extract_wheel.py takes what is asked for, with its rights, and tells its progress", async () => {
  const { folder, wheel } = await makeWheel();
  const { code, output } = await runCommand([
    "python3",
    SCRIPT,
    wheel,
    `${folder}/out`,
    "nvidia/*",
    "!*/include/*",
    "!*.a",
  ], { cwd: "." });
  assert.equal(code, 0, output);
  assert.match(output, /Progress (\d+) of \1$/);
  const base = `${folder}/out/nvidia/a`;
  assert.equal(
    await Deno.readTextFile(`${base}/lib/liba.so`),
    "nvidia/a/lib/liba.so".repeat(100),
  );
  assert.equal((await Deno.stat(`${base}/bin/tool`)).mode! & 0o777, 0o755);
  for (const path of ["nvidia/a/include", "nvidia/a/lib/a.a", "other"]) {
    await assert.rejects(Deno.stat(`${folder}/out/${path}`));
  }
});

Deno.test("extract_wheel.py fails on a wheel that holds none of it, and on a broken one", async () => {
  const { folder, wheel } = await makeWheel();
  const extract = () =>
    runCommand(
      ["python3", SCRIPT, wheel, `${folder}/out`, "tensorflow/*"],
      { cwd: "." },
    );
  const { code, output } = await extract();
  assert.equal(code, 1);
  assert.match(output, /holds none of tensorflow/);
  await Deno.truncate(wheel, 100);
  assert.notEqual((await extract()).code, 0);
});

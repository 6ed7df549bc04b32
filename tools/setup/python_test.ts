import assert from "node:assert/strict";
import { findPython } from "./python.ts";

/** A folder with programs that answer the probe as a Python would. */
async function fakePythons(
  answers: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const [name, answer] of Object.entries(answers)) {
    await Deno.writeTextFile(
      `${folder}/${name}`,
      `#!/bin/sh\necho "segbook ${answer}"\n`,
      { mode: 0o755 },
    );
  }
  return folder;
}

async function withPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  const old = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", path);
  try {
    return await work();
  } finally {
    Deno.env.set("PATH", old);
  }
}

Deno.test("findPython() takes the first that is new enough and whole", async () => {
  const folder = await fakePythons({
    "python3": "3.9.2 whole",
    "python3.11": "3.11.7 partial",
    "python3.12": "3.12.1 whole",
  });
  const found = await withPath(folder, () => findPython(folder));
  assert.deepEqual(found, { command: "python3.12", version: "3.12.1" });
});

Deno.test("findPython() names the versions that are too old", async () => {
  const folder = await fakePythons({ "python3": "3.8.10 whole" });
  await withPath(folder, () =>
    assert.rejects(
      findPython(folder),
      /3\.10 or later, current value is: python3 is 3\.8\.10[\s\S]*(install|brew)/,
    ));
});

Deno.test("findPython() asks for the venv package of the Python that lacks it", async () => {
  const folder = await fakePythons({ "python3": "3.11.2 partial" });
  await withPath(folder, () =>
    assert.rejects(
      findPython(folder),
      /python3 is 3\.11\.2 without its venv module[\s\S]*(python3\.11-venv|dnf|brew)/,
    ));
});

Deno.test("findPython() says that there is none, and tries a person's choice alone", async () => {
  const empty = await Deno.makeTempDir();
  await withPath(
    empty,
    () => assert.rejects(findPython(empty), /current value is: none found\n/),
  );
  const folder = await fakePythons({ "python3": "3.12.1 whole" });
  await withPath(folder, () =>
    assert.rejects(
      findPython(folder, "/nowhere/python"),
      /none found as \/nowhere\/python/,
    ));
});

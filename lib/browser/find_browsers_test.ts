import assert from "node:assert/strict";
import { findBrowsers } from "./find_browsers.ts";

const nowhere = { override: undefined, bundled: "/nowhere", installed: [] };

Deno.test("findBrowsers() finds none on a machine without any", async () => {
  assert.deepEqual(await findBrowsers(nowhere), []);
});

Deno.test("findBrowsers() refuses an override that names no file", async () => {
  await assert.rejects(
    findBrowsers({ ...nowhere, override: "/nowhere/chrome" }),
    /SEGBOOK_BROWSER must be the path.*"\/nowhere\/chrome"[\s\S]*Remedy/,
  );
});

Deno.test("findBrowsers() takes the override and nothing else", async () => {
  const found = await findBrowsers({ override: Deno.execPath() });
  assert.deepEqual(found, [{ executable: Deno.execPath(), args: [] }]);
});

Deno.test("findBrowsers() tries the unpacked browser with the system's libraries, then with its own", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/fonts`);
  await Deno.writeTextFile(`${folder}/chromium`, "");
  await Deno.writeTextFile(
    `${folder}/info.json`,
    JSON.stringify({
      executable: `${folder}/chromium`,
      libraryPath: `${folder}/lib`,
      args: ["--a"],
    }),
  );
  const plain = {
    executable: `${folder}/chromium`,
    fontPath: `${folder}/fonts`,
    args: ["--a"],
  };
  assert.deepEqual(await findBrowsers({ ...nowhere, bundled: folder }), [
    plain,
    { ...plain, libraryPath: `${folder}/lib` },
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("findBrowsers() passes over an unpacked browser whose program is gone", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${folder}/info.json`,
    JSON.stringify({ executable: `${folder}/chromium`, args: [] }),
  );
  assert.deepEqual(await findBrowsers({ ...nowhere, bundled: folder }), []);
  await Deno.remove(folder, { recursive: true });
});

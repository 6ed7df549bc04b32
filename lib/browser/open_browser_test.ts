import assert from "node:assert/strict";
import { findBrowsers } from "./find_browsers.ts";
import { closeBrowser, openBrowser } from "./open_browser.ts";
import { makeProfileFolder, removeFolder } from "./profile_folder.ts";

const ignore = (await findBrowsers()).length === 0;
const linuxOnly = ignore || Deno.build.os !== "linux";
const parent = await makeProfileFolder();
const temporary = parent.slice(0, parent.lastIndexOf("/"));
await removeFolder(parent);

/** Command lines of the running processes that carry the mark. */
async function processesWith(mark: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(entry.name)) continue;
    const line = await Deno.readTextFile(`/proc/${entry.name}/cmdline`)
      .catch(() => "");
    if (line.includes(mark)) found.push(line);
  }
  return found;
}

async function foldersWith(mark: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(temporary)) {
    if (entry.name.includes(mark)) found.push(entry.name);
  }
  return found;
}

async function until(what: () => Promise<boolean>): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    if (await what()) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}

Deno.test({
  name:
    "openBrowser() gives one shared browser and closeBrowser() leaves nothing behind",
  ignore: linuxOnly,
}, async () => {
  const mark = `segbook-browser-${Deno.pid}-`;
  const [a, b] = await Promise.all([openBrowser(), openBrowser()]);
  assert.equal(a, b);
  const context = await a.newContext();
  const page = await context.newPage();
  await page.setContent("<h1>seen</h1>");
  assert.equal(await page.textContent("h1"), "seen");
  assert.ok((await processesWith(mark)).length > 0);
  await closeBrowser();
  assert.ok(await until(async () => (await processesWith(mark)).length === 0));
  assert.deepEqual(await foldersWith(mark), []);
  assert.equal(a.isConnected(), false);
});

Deno.test({
  name: "openBrowser() opens a new browser after the old one died",
  ignore,
}, async () => {
  const first = await openBrowser();
  await first.close();
  const second = await openBrowser();
  assert.notEqual(first, second);
  assert.ok(second.isConnected());
  await closeBrowser();
});

for (const how of ["Deno.exit(0)", "Deno.kill(Deno.pid, 'SIGKILL')"]) {
  Deno.test({
    name: `openBrowser() leaves no process behind after ${how}`,
    ignore: linuxOnly,
  }, async () => {
    const module = new URL("./open_browser.ts", import.meta.url).href;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { openBrowser } from "${module}";
         await openBrowser();
         console.log("open");
         ${how};`,
      ],
      stdout: "piped",
    }).spawn();
    const { stdout } = await child.output();
    assert.equal(new TextDecoder().decode(stdout).trim(), "open");
    const mark = `segbook-browser-${child.pid}-`;
    assert.ok(
      await until(async () => (await processesWith(mark)).length === 0),
    );
    // The next browser removes the folder of a process that was killed.
    await openBrowser();
    await closeBrowser();
    assert.deepEqual(await foldersWith(mark), []);
  });
}

Deno.test({
  name: "openBrowser() fails with a remedy where the program is not a browser",
}, async () => {
  const old = Deno.env.get("SEGBOOK_BROWSER");
  Deno.env.set("SEGBOOK_BROWSER", "/bin/false");
  try {
    await assert.rejects(
      openBrowser(),
      /none of those found starts[\s\S]*\/bin\/false[\s\S]*Remedy: Run `deno task setup`/,
    );
  } finally {
    if (old === undefined) Deno.env.delete("SEGBOOK_BROWSER");
    else Deno.env.set("SEGBOOK_BROWSER", old);
  }
});

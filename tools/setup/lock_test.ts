import assert from "node:assert/strict";
import { withLock } from "./lock.ts";
import { startTime } from "./process.ts";

const fail = (holder: string) => assert.fail(`waited for ${holder}`);

/** Takes the lock in another process, prints "held", and keeps it until it is killed. */
function holdElsewhere(folder: string): Deno.ChildProcess {
  const module = new URL("./lock.ts", import.meta.url).href;
  return new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { withLock } from ${JSON.stringify(module)};
       await withLock(${JSON.stringify(folder)}, () => {}, async () => {
         console.log("held");
         await new Promise((resolve) => setTimeout(resolve, 60_000));
       });`,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

async function firstWord(child: Deno.ChildProcess): Promise<string> {
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value).trim();
}

Deno.test("withLock() waits for another process, and goes on when that one is killed", async () => {
  const folder = await Deno.makeTempDir();
  const holder = holdElsewhere(folder);
  assert.equal(await firstWord(holder), "held");
  const waited: string[] = [];
  const result = await withLock(folder, (name) => {
    waited.push(name);
    holder.kill("SIGKILL");
  }, () => Promise.resolve("done"));
  await holder.status;
  assert.equal(result, "done");
  assert.deepEqual(waited, [String(holder.pid)]);
});

Deno.test("withLock() is free again after its work, and after a failure", async () => {
  const folder = await Deno.makeTempDir();
  await withLock(folder, fail, () => Promise.resolve());
  await assert.rejects(
    withLock(folder, fail, () => Promise.reject(new Error("broke"))),
    /broke/,
  );
  await withLock(folder, fail, () => Promise.resolve());
});

/** Waits until a process has ended; who inherits it may take a moment to bury it. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
    const state = stat.slice(stat.lastIndexOf(")") + 2)[0];
    if (state === undefined || state === "Z") return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`process ${pid} lives on`);
}

Deno.test("withLock() ends what a killed set-up left at work, with its children", async () => {
  const folder = await Deno.makeTempDir();
  const orphan = new Deno.Command("sh", {
    args: ["-c", "sleep 60 & echo $!; wait"],
    stdout: "piped",
  }).spawn();
  const grandchild = Number(await firstWord(orphan));
  await withLock(folder, fail, (handle) => handle.setChild(orphan.pid));
  await withLock(folder, fail, () => Promise.resolve());
  const { signal } = await orphan.status;
  assert.equal(signal, "SIGKILL");
  await gone(grandchild);
});

Deno.test("withLock() leaves alone a process that was given an old number", async () => {
  const folder = await Deno.makeTempDir();
  const stranger = new Deno.Command("sleep", { args: ["60"] }).spawn();
  await Deno.writeTextFile(
    `${folder}/child.json`,
    JSON.stringify({ pid: stranger.pid, started: "long ago" }),
  );
  await withLock(folder, fail, () => Promise.resolve());
  assert.notEqual(await startTime(stranger.pid), undefined);
  stranger.kill("SIGKILL");
  await stranger.status;
});

Deno.test("withLock() says so where the folder cannot be written", async () => {
  const file = await Deno.makeTempFile();
  await assert.rejects(
    withLock(`${file}/.setup`, fail, () => Promise.resolve()),
    /project folder must be writable[\s\S]*Remedy/,
  );
});

import assert from "node:assert/strict";
import { runCommand } from "./run_command.ts";

const sh = (script: string): [string, ...string[]] => ["sh", "-c", script];

Deno.test("runCommand() gives code, both streams and the log", async () => {
  const cwd = await Deno.makeTempDir();
  const log = `${cwd}/log.txt`;
  const lines: string[] = [];
  const result = await runCommand(sh("echo one; echo two >&2; exit 3"), {
    cwd,
    log,
    onLine: (line) => lines.push(line),
  });
  assert.equal(result.code, 3);
  assert.deepEqual(lines.toSorted(), ["one", "two"]);
  assert.deepEqual(result.output.split("\n").toSorted(), ["one", "two"]);
  assert.match(await Deno.readTextFile(log), /^\$ sh -c echo one/);
});

Deno.test("runCommand() gives 127 for a program that is not there", async () => {
  const result = await runCommand(["/nowhere/program"], { cwd: "." });
  assert.equal(result.code, 127);
});

Deno.test("runCommand() splits lines that come in pieces or are written over", async () => {
  const lines: string[] = [];
  await runCommand(sh("printf 'a'; sleep 0.1; printf 'b\\rc\\nd'"), {
    cwd: ".",
    onLine: (line) => lines.push(line),
  });
  assert.deepEqual(lines, ["ab", "c", "d"]);
});

Deno.test("runCommand() keeps out what would turn pip and Python elsewhere", async () => {
  Deno.env.set("PIP_TARGET", "/nowhere");
  try {
    const { output } = await runCommand(sh("echo ${PIP_TARGET:-none} $ADDED"), {
      cwd: ".",
      env: { ADDED: "yes" },
    });
    assert.equal(output, "none yes");
  } finally {
    Deno.env.delete("PIP_TARGET");
  }
});

Deno.test("runCommand() tells the child's number while it works", async () => {
  const seen: (number | undefined)[] = [];
  const { output } = await runCommand(sh("echo $$"), {
    cwd: ".",
    onChild: (pid) => Promise.resolve(void seen.push(pid)),
  });
  assert.deepEqual(seen, [Number(output), undefined]);
});

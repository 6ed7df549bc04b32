import assert from "node:assert/strict";
import { DENO_VERSION } from "./pins.ts";

const read = (path: string) =>
  Deno.readTextFile(new URL(path, import.meta.url));
const entries = (text: string) =>
  text.split("\n").filter((line) => line && !line.startsWith("#"));

Deno.test("requirements.txt pins every package to one version", async () => {
  for (const line of entries(await read("../../requirements.txt"))) {
    assert.match(line, /^[A-Za-z0-9_.-]+==[A-Za-z0-9_.]+( ; .+)?$/);
  }
});

Deno.test("requirements.txt holds what requirements.in asks for", async () => {
  const names = (text: string) =>
    entries(text).map((line) => line.replaceAll("_", "-").toLowerCase());
  const locked = names(await read("../../requirements.txt"));
  for (const wanted of names(await read("requirements.in"))) {
    assert.ok(locked.includes(wanted), wanted);
  }
  assert.ok(locked.includes(`deno==${DENO_VERSION}`));
});

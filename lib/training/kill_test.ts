import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { foldFiles, readTrainingLog } from "./mod.ts";
import { readEvents } from "./tensorboard/testdata/read_events.ts";
import {
  demandingRecipe,
  hashFolder,
  tinyFold,
  tinyRecords,
  train,
  withFolder,
  writeTinyImages,
} from "./testdata/tiny_fold.ts";

/** When a child is killed: some time after its n-th line, or after the first line from there that says it writes. */
interface Moment {
  readonly line: number;
  readonly writing: boolean;
  readonly delay: number;
}

const script = new URL("./testdata/train_child.ts", import.meta.url).pathname;

/** Starts the training in a process and kills it. True where it was killed before its end. */
async function trainAndKill(
  args: readonly string[],
  { line, writing, delay }: Moment,
): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, ...args],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let lines = 0;
  let aimed = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    for (const one of text.trim().split("\n")) {
      lines++;
      if (aimed || lines < line || writing && !one.startsWith("write")) {
        continue;
      }
      aimed = true;
      setTimeout(() => {
        try {
          child.kill("SIGKILL");
        } catch {
          // It was through.
        }
      }, delay);
    }
  }
  return (await child.status).signal === "SIGKILL";
}

const unfinished = async (folder: string) =>
  (await hashFolder(folder)).filter((name) => /\.tmp /.test(name)).length;

const scalarsOf = async (folder: string) =>
  readEvents(await Deno.readFile(foldFiles(folder).board));

Deno.test("trainFold() goes on after kill -9 at random moments to the same files", () =>
  withFolder(async (root) => {
    const [alone, killed, images] = ["alone", "killed", "images"].map((name) =>
      `${root}/${name}`
    ) as [string, string, string];
    const records = [...tinyRecords("t", 5), ...tinyRecords("v", 4)];
    await writeTinyImages(images, records);
    const random = randomSource(7, "kill");
    let kills = 0;
    let torn = 0;
    for (let i = 0; i < 7; i++) {
      const moment = {
        line: 1 + random.integer(30),
        writing: i % 2 === 0,
        delay: random.integer(30),
      };
      if (await trainAndKill([killed, images], moment)) kills++;
      torn += await unfinished(killed);
    }
    assert(kills >= 5, `killed ${kills} times`);
    assert(torn >= 2, `${torn} half-written files`);

    const options = { ...tinyFold(killed), recipe: demandingRecipe };
    await train(options);
    await train({ ...options, folder: alone });
    assert.deepEqual(await hashFolder(killed), await hashFolder(alone));
    assert.equal(await unfinished(killed), 0);
    assert.deepEqual(await scalarsOf(killed), await scalarsOf(alone));
    const log = await readTrainingLog(foldFiles(killed).log);
    assert.deepEqual(
      log.flatMap((line) => line.type === "step" ? [line.step] : []),
      Array.from({ length: 24 }, (_, i) => i + 1),
    );
  }));

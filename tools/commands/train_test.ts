import assert from "node:assert/strict";
import { projectRoot } from "../../lib/run/mod.ts";
import { readOutOfFoldIndex, trainRun } from "../../lib/stages/mod.ts";
import { type TinyRun, tinyRun } from "../../lib/stages/test_run.ts";
import { foldFiles, readResult } from "../../lib/training/mod.ts";

function startTrain(...args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      `${projectRoot}/tools/commands/train.ts`,
      ...args,
    ],
    cwd: projectRoot,
    env: { NO_COLOR: "1", INIT_CWD: projectRoot },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function train(
  ...args: readonly string[]
): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await startTrain(...args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, output: text(stdout) + text(stderr) };
}

async function withRun(
  options: Parameters<typeof tinyRun>[0],
  test: (tiny: TinyRun, root: string) => Promise<void>,
): Promise<void> {
  const tiny = await tinyRun(options);
  try {
    await test(tiny, tiny.run.folder.root);
  } finally {
    await Deno.remove(tiny.folder, { recursive: true });
  }
}

Deno.test("train does folds side by side, each to the bits of a run in turn", () =>
  withRun({ unlabelled: false }, async (tiny, root) => {
    const { folder } = tiny.run;
    const [two, zero] = await Promise.all([
      train("--run", root, "--fold", "2", "--workers", "2"),
      train("--run", root, "--fold", "0"),
    ]);
    assert.equal(two.code, 0, two.output);
    assert.equal(zero.code, 0, zero.output);
    assert.match(
      two.output,
      /epoch 2 of 2: loss [\d.]+, Dice 0\.\d{4}, \d+ s, \d+ % of its steps waiting for data\n/,
    );
    assert.match(two.output, /trained 2 epochs[^]*\d images predicted\n/);
    const { folds } = await readOutOfFoldIndex(tiny.run);
    assert.deepEqual(folds.map(({ fold }) => fold), [0, 2]);
    assert.equal(await readResult(foldFiles(folder.fold(1))), undefined);

    const paths = [0, 2].map((fold) => foldFiles(folder.fold(fold)).last);
    const before = await Promise.all(paths.map((path) => Deno.readFile(path)));
    await Deno.remove(`${root}/training`, { recursive: true });
    for await (const _ of trainRun({ ...tiny, only: [0, 2] }));
    const after = await Promise.all(paths.map((path) => Deno.readFile(path)));
    assert.deepEqual(after, before);
  }));

Deno.test("train ends at the signal with its code, and goes on", () =>
  withRun({ unlabelled: false, epochs: 30 }, async (tiny, root) => {
    const args = ["--run", root, "--fold", "1"];
    const child = startTrain(...args);
    const ended = child.stderr.pipeThrough(new TextDecoderStream());
    const errors = Array.fromAsync(ended);
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      if (text.includes("epoch 1 of")) child.kill("SIGINT");
    }
    assert.equal((await child.status).code, 130);
    assert.match((await errors).join(""), /The same command goes on/);
    const { last, done } = foldFiles(tiny.run.folder.fold(1));
    assert((await Deno.stat(last)).isFile);
    await assert.rejects(Deno.stat(done), Deno.errors.NotFound);

    const { code, output } = await train(...args);
    assert.equal(code, 0, output);
    assert(!output.includes("epoch 1 of 30: loss"), output);
    assert.match(output, /trained 30 epochs/);
  }));

Deno.test("train says what is missing", () =>
  withRun({ unlabelled: false }, async ({ run, folder }, root) => {
    const cases = [
      [["--run", `${folder}/none`, "--fold", "0"], /run\.json is missing/],
      [
        ["--run", root, "--fold", "3"],
        /--fold must be from 0 to 2, current value is 3/,
      ],
      [["--run", root, "--fold", "x"], /--fold must be a whole number/],
    ] as const;
    for (const [args, message] of cases) {
      const { code, output } = await train(...args);
      assert.equal(code, 1, output);
      assert.match(output, message);
    }
    await Deno.remove(run.folder.folds);
    const { code, output } = await train("--run", root, "--fold", "0");
    assert.equal(code, 1);
    assert.match(output, /folds\.json[^]*notebook 02/i);
  }));

import assert from "node:assert/strict";
import { decodeSafetensors, tf } from "../tensor/mod.ts";
import { loadModel, predictProbability } from "../inference/mod.ts";
import {
  foldFiles,
  type LogLine,
  readResult,
  readTrainingLog,
  trainFold,
  type TrainingEvent,
} from "./mod.ts";
import {
  hashFolder,
  loadTiny,
  ofType,
  tinyFold,
  tinyRecipe,
  tinyRecords,
  train,
  withFolder,
} from "./testdata/tiny_fold.ts";

/** The folder's hashes after a training that nothing disturbed. */
let reference: Promise<string[]> | undefined;
function undisturbed(): Promise<string[]> {
  return reference ??= (async () => {
    const folder = await Deno.makeTempDir();
    await train(tinyFold(folder));
    const hashes = await hashFolder(folder);
    await Deno.remove(folder, { recursive: true });
    return hashes;
  })();
}

Deno.test("trainFold() tells of steps, epochs, validations and checkpoints", () =>
  withFolder(async (folder) => {
    const events = await train(tinyFold(folder));
    const steps = ofType(events, "step");
    assert.deepEqual(
      steps.map(({ step }) => step),
      Array.from({ length: 24 }, (_, i) => i + 1),
    );
    assert.equal(steps[0]!.steps, 24);
    assert.equal(steps.at(-1)!.secondsLeft, 0);
    assert.deepEqual(
      ofType(events, "epoch").map(({ epoch, dice }) => [
        epoch,
        dice !== undefined,
      ]),
      [[1, false], [2, true], [3, false], [4, true]],
    );
    const validations = ofType(events, "validation");
    assert.deepEqual(validations.map(({ epoch }) => epoch), [2, 4]);
    assert.deepEqual(Object.keys(validations[0]!.dice), [
      "v0",
      "v1",
      "v2",
      "v3",
    ]);
    const done = events.at(-1)!;
    assert.ok(done.type === "done");
    assert.equal(done.lastDice, validations[1]!.meanDice);
    assert.equal(
      done.bestDice,
      Math.max(...validations.map(({ meanDice }) => meanDice)),
    );
    const { type: _, ...result } = done;
    assert.deepEqual(await readResult(foldFiles(folder)), result);
  }));

Deno.test("trainFold() weighs the crops of a short last batch like the others", () =>
  withFolder(async (folder) => {
    const events = await train(tinyFold(folder));
    const steps = ofType(events, "step").slice(0, 6);
    const sizes = [4, 4, 4, 4, 4, 2];
    const sum = steps.reduce((s, { loss }, i) => s + loss * sizes[i]!, 0);
    assert.ok(
      Math.abs(ofType(events, "epoch")[0]!.loss - sum / 22) < 1e-12,
    );
  }));

Deno.test("trainFold() learns", () =>
  withFolder(async (folder) => {
    const events = await train({
      ...tinyFold(folder),
      recipe: {
        ...tinyRecipe,
        training: { ...tinyRecipe.training, epochs: 12, validateEvery: 12 },
        optimizer: { ...tinyRecipe.optimizer, learningRate: 0.01 },
      },
    });
    const epochs = ofType(events, "epoch");
    assert.ok(epochs.at(-1)!.loss < 0.5 * epochs[0]!.loss);
    assert.ok(epochs.at(-1)!.dice! > 0.7, `Dice ${epochs.at(-1)!.dice}`);
  }));

Deno.test("trainFold() gives the same files with a worker", () =>
  withFolder(async (folder) => {
    await train({ ...tinyFold(folder), workers: 2 });
    assert.deepEqual(await hashFolder(folder), await undisturbed());
  }));

Deno.test("trainFold() gives the same files where images are decoded anew each time", () =>
  withFolder(async (folder) => {
    await train({ ...tinyFold(folder), cacheBytes: 0 });
    assert.deepEqual(await hashFolder(folder), await undisturbed());
  }));

Deno.test("trainFold() gives other weights to another seed and fold", () =>
  withFolder(async (folder) => {
    const hashes = new Set<string>();
    for (const change of [{}, { seed: 6 }, { fold: 2 }]) {
      await train({ ...tinyFold(folder), ...change, resume: false });
      const [head] = [
        ...decodeSafetensors(
          await Deno.readFile(foldFiles(folder).last),
        ).tensors.values(),
      ];
      hashes.add(head!.data.join());
    }
    assert.equal(hashes.size, 3);
  }));

Deno.test("trainFold() ends within a step of the signal and goes on to the same files", () =>
  withFolder(async (folder) => {
    // Stopped at the first event, in mid-epoch, at an epoch's last step, in a validation, after it, and after an epoch.
    const moments: ((event: TrainingEvent) => boolean)[] = [
      (e) => e.type === "step",
      (e) => e.type === "step" && e.step === 4,
      (e) => e.type === "step" && e.step === 6,
      (e) => e.type === "step" && e.step === 12,
      (e) => e.type === "validation",
      (e) => e.type === "epoch" && e.epoch === 3,
    ];
    let reached = 0;
    for (const isMoment of moments) {
      const stop = new AbortController();
      const after: TrainingEvent[] = [];
      for await (
        const event of trainFold({ ...tinyFold(folder), signal: stop.signal })
      ) {
        if (stop.signal.aborted) after.push(event);
        if (event.type === "step") reached = event.step;
        if (isMoment(event)) stop.abort();
      }
      assert.ok(stop.signal.aborted);
      assert.deepEqual(ofType(after, "step"), [], "no step after the signal");
      const end = after.at(-1)!;
      assert.ok(end.type === "interrupted");
      assert.equal(end.step, reached);
      assert.equal(await readResult(foldFiles(folder)), undefined);
    }
    await train(tinyFold(folder));
    assert.deepEqual(await hashFolder(folder), await undisturbed());
  }));

Deno.test("trainFold() stops in a validation and scores it anew", () =>
  withFolder(async (folder) => {
    const stop = new AbortController();
    const load: typeof loadTiny = (record) => {
      if (record.id === "v2") setTimeout(() => stop.abort(), 0);
      return loadTiny(record);
    };
    const options = { ...tinyFold(folder), load, signal: stop.signal };
    const events = await train(options);
    const end = events.at(-1)!;
    assert.ok(end.type === "interrupted");
    assert.deepEqual(ofType(events, "validation"), []);
    await train(tinyFold(folder));
    assert.deepEqual(await hashFolder(folder), await undisturbed());
  }));

Deno.test("trainFold() lets the stop signal in between steps", () =>
  withFolder(async (folder) => {
    const script = new URL("./testdata/train_child.ts", import.meta.url);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script.pathname, folder],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let text = "";
    for await (
      const chunk of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      if (text === "") child.kill("SIGINT");
      text += chunk;
    }
    await child.status;
    assert.match(text, /interrupted \d+\n$/);
  }));

Deno.test("trainFold() refuses to go on with another recipe and names the key", () =>
  withFolder(async (folder) => {
    const options = tinyFold(folder);
    for await (const { type } of trainFold(options)) {
      if (type === "checkpoint") break;
    }
    const changed = (recipe: object) =>
      train({ ...options, recipe: { ...tinyRecipe, ...recipe } });
    const optimizer = { ...tinyRecipe.optimizer, weightDecay: 0.5 };
    await assert.rejects(
      changed({ optimizer }),
      /recipe\.optimizer\.weightDecay was 0\.01, is 0\.5/,
    );
    await assert.rejects(
      train({ ...options, dataFingerprint: "other" }),
      /data was "tiny", is "other"/,
    );
    await assert.rejects(
      train({ ...options, training: tinyRecords("t", 6) }),
      /training\.5 was absent, is "t5"/,
    );
    // What does not change the weights may change.
    const inference = { flips: ["none"] };
    assert.equal((await changed({ inference })).at(-1)!.type, "done");
    await assert.rejects(changed({ optimizer }), /done\.json/);
  }));

Deno.test("trainFold() does nothing again where the fold is done", () =>
  withFolder(async (folder) => {
    await train(tinyFold(folder));
    const load = () => Promise.reject(new Error("read again"));
    const events = await train({ ...tinyFold(folder), load });
    assert.deepEqual(events.map(({ type }) => type), ["done"]);
  }));

Deno.test("trainFold() refuses a folder in which another training is under way", () =>
  withFolder(async (folder) => {
    for await (const _ of trainFold(tinyFold(folder))) {
      await assert.rejects(train(tinyFold(folder)), /another one does/);
      break;
    }
    await train(tinyFold(folder));
    assert.deepEqual(await hashFolder(folder), await undisturbed());
  }));

Deno.test("trainFold() starts anew where it is told not to resume", () =>
  withFolder(async (folder) => {
    await train({ ...tinyFold(folder), seed: 99 });
    await train({ ...tinyFold(folder), resume: false });
    assert.deepEqual(await hashFolder(folder), await undisturbed());
  }));

Deno.test("trainFold() leaves no tensor behind and holds the same number after each epoch", () =>
  withFolder(async (folder) => {
    const before = tf.memory().numTensors;
    const counts = new Set<number>();
    for await (const { type } of trainFold(tinyFold(folder))) {
      if (type === "epoch") counts.add(tf.memory().numTensors);
    }
    assert.equal(counts.size, 1);
    assert.equal(tf.memory().numTensors, before);
    // Left early.
    for await (
      const _ of trainFold({ ...tinyFold(folder), resume: false })
    ) break;
    assert.equal(tf.memory().numTensors, before);
  }));

Deno.test("trainFold() names the step at which the loss is lost", () =>
  withFolder(async (folder) => {
    const optimizer = { ...tinyRecipe.optimizer, learningRate: 1e30 };
    const schedule = { ...tinyRecipe.schedule, warmUpEpochs: 0 };
    await assert.rejects(
      train({
        ...tinyFold(folder),
        recipe: { ...tinyRecipe, optimizer, schedule },
      }),
      /loss must be finite, current value is \S+ at step \d+ \(epoch 1\)[^]*optimizer\.learningRate/,
    );
  }));

Deno.test("trainFold() passes on what is wrong with an image, with and without workers", () =>
  withFolder(async (folder) => {
    const load: typeof loadTiny = (record) =>
      record.id === "t3"
        ? Promise.reject(new Error("t3 is corrupt"))
        : loadTiny(record);
    for (const workers of [0, 1]) {
      await assert.rejects(
        train({ ...tinyFold(folder), load, workers }),
        /t3 is corrupt/,
      );
    }
    await assert.rejects(
      train({ ...tinyFold(folder), validation: [] }),
      /must have validation images/,
    );
  }));

Deno.test("readTrainingLog() reads what trainFold() wrote", () =>
  withFolder(async (folder) => {
    const events = await train(tinyFold(folder));
    const lines = await readTrainingLog(foldFiles(folder).log);
    const expected = events.flatMap((event): LogLine[] => {
      if (event.type === "step") {
        const { secondsLeft: _, ...line } = event;
        return [line];
      }
      if (event.type === "epoch") {
        const { seconds: _, waitShare: __, ...line } = event;
        return [line];
      }
      return event.type === "validation" ? [event] : [];
    });
    assert.deepEqual(lines, expected);
    await Deno.writeTextFile(foldFiles(folder).log, "{}\nno\n{}\n");
    await assert.rejects(readTrainingLog(foldFiles(folder).log), /line 2/);
  }));

Deno.test("trainFold() keeps weights that predict as its validation did", () =>
  withFolder(async (folder) => {
    const events = await train(tinyFold(folder));
    const { bestEpoch } = ofType(events, "done")[0]!;
    const samples = ofType(events, "samples").find(({ epoch }) =>
      epoch === bestEpoch
    )!.samples;
    assert.equal(samples.length, 3);
    const model = await loadModel(foldFiles(folder).best, tinyRecipe);
    const record = tinyRecords("v", 4).find(({ id }) => id === samples[0]!.id)!;
    const { image } = await loadTiny(record);
    const recipe = { ...tinyRecipe, inference: { flips: ["none"] } } as const;
    const map = await predictProbability(model, image, recipe);
    model.dispose();
    const { default: sharp } = await import("sharp");
    const picture = await sharp(samples[0]!.predictionPath).extractChannel(0)
      .raw().toBuffer();
    assert.deepEqual(
      [...picture],
      Array.from(map.data, (p) => Math.floor(255 * p + 0.5)),
    );
  }));

import assert from "node:assert/strict";
import { loadModel, predictProbability } from "../inference/mod.ts";
import { metricNamed } from "../metrics/mod.ts";
import type { Recipe, ScheduleRecipe, TrainingRecipe } from "../recipes/mod.ts";
import { decodeSafetensors } from "../tensor/mod.ts";
import { prepareSample } from "./loader/mod.ts";
import { foldFiles, readResult, trainFold } from "./mod.ts";
import { readEvents } from "./tensorboard/testdata/read_events.ts";
import {
  demandingRecipe,
  hashFolder,
  loadTiny,
  ofType,
  tinyFold,
  tinyRecipe,
  tinyRecords,
  train,
  withFolder,
} from "./testdata/tiny_fold.ts";

const withTraining = (
  changes: Partial<TrainingRecipe>,
  rest: Partial<Recipe> = {},
): Recipe => ({
  ...tinyRecipe,
  training: { ...tinyRecipe.training, validateEvery: 1, ...changes },
  ...rest,
});

/** Tensors of a checkpoint by name. */
async function tensorsOf(path: string): Promise<Map<string, Float32Array>> {
  const { tensors } = decodeSafetensors(await Deno.readFile(path), path);
  return new Map(
    [...tensors].map(([name, { data }]) => [name, Float32Array.from(data)]),
  );
}

Deno.test("trainFold() writes its scalars for TensorBoard", () =>
  withFolder(async (folder) => {
    const recipe = withTraining({ metric: "iou" });
    const events = await train({ ...tinyFold(folder), recipe });
    const scalars = readEvents(await Deno.readFile(foldFiles(folder).board));
    const found = (wanted: string) =>
      scalars.filter(({ tag }) => tag === wanted)
        .map(({ step, value }) => [step, value]);
    const steps = ofType(events, "step");
    const f32 = Math.fround;
    assert.deepEqual(
      found("train/loss"),
      steps.map(({ step, loss }) => [step, f32(loss)]),
    );
    assert.deepEqual(
      found("train/learning_rate"),
      steps.map(({ step, learningRate }) => [step, f32(learningRate)]),
    );
    assert.deepEqual(
      found("train/epoch_loss"),
      ofType(events, "epoch").map(({ epoch, loss }) => [6 * epoch, f32(loss)]),
    );
    const validations = ofType(events, "validation");
    assert.deepEqual(
      found("validation/dice"),
      validations.map(({ epoch, meanDice }) => [6 * epoch, f32(meanDice)]),
    );
    assert.deepEqual(
      found("validation/iou"),
      validations.map(({ epoch, selection }) => [
        6 * epoch,
        f32(selection!.mean),
      ]),
    );
  }));

Deno.test("trainFold() keeps the best few checkpoints by the metric of the recipe", () =>
  withFolder(async (folder) => {
    const metric = "average_symmetric_surface_distance";
    const recipe = withTraining({ keepBest: 2, metric });
    const events = await train({ ...tinyFold(folder), recipe });
    const ranked = ofType(events, "validation")
      .map(({ epoch, meanDice: dice, selection }) => {
        assert.equal(selection!.metric, metric);
        return { epoch, dice, score: selection!.mean };
      })
      // Less is better; a stable sort leaves the first of equals first.
      .sort((a, b) => a.score - b.score)
      .slice(0, 2);
    const { kept, best } = foldFiles(folder);
    const names = ranked.map(({ epoch }) => `epoch_000${epoch}.safetensors`);
    assert.deepEqual(
      JSON.parse(await Deno.readTextFile(`${kept}/index.json`)),
      {
        metric,
        checkpoints: ranked.map((one, i) => ({ file: names[i], ...one })),
      },
    );
    assert.deepEqual(
      [...Deno.readDirSync(kept)].map(({ name }) => name).sort(),
      [...names, "index.json"].sort(),
    );
    assert.deepEqual(
      await Deno.readFile(best),
      await Deno.readFile(`${kept}/${names[0]}`),
    );
    const result = await readResult(foldFiles(folder));
    assert.equal(result!.bestEpoch, ranked[0]!.epoch);
    assert.equal(result!.bestDice, ranked[0]!.dice);
  }));

Deno.test("trainFold() validates, keeps and predicts with the weights' mean", () =>
  withFolder(async (folder) => {
    const recipe = { ...demandingRecipe, inference: tinyRecipe.inference };
    const events = await train({ ...tinyFold(folder), recipe });
    const { meanDice, dice, epoch } = ofType(events, "validation").at(-1)!;
    assert.equal(epoch, 4);
    // The last checkpoint, loaded as any prediction loads it, scores the same.
    const model = await loadModel(foldFiles(folder).last, recipe);
    const plain = { ...recipe, inference: { flips: ["none"] } } as const;
    const found: Record<string, number> = {};
    for (const record of tinyRecords("v", 4)) {
      const { image, mask } = prepareSample(
        await loadTiny(record),
        recipe.input,
      );
      const { data, ...size } = await predictProbability(model, image, plain);
      const prediction = {
        data: Uint8Array.from(data, (p) => p > 0.5 ? 1 : 0),
      };
      found[record.id] = metricNamed("dice")({ ...prediction, ...size }, mask!);
    }
    model.dispose();
    assert.deepEqual(found, dice);
    assert(meanDice > 0);
    const tensors = await tensorsOf(foldFiles(folder).last);
    assert.notDeepEqual(
      tensors.get("head.weight"),
      tensors.get("own.head.weight"),
    );
    assert.equal(tensors.get("average.updates")![0], 24);
  }));

Deno.test("trainFold() takes the plain mean of the weights at the ends of epochs", () =>
  withFolder(async (folder) => {
    const average = { name: "swa", fromEpoch: 2 } as const;
    const recipe = withTraining({ average, validateEvery: 2 });
    const { last } = foldFiles(folder);
    const ends: Map<string, Float32Array>[] = [];
    for await (const event of trainFold({ ...tinyFold(folder), recipe })) {
      if (event.type === "checkpoint" && event.kind === "last") {
        ends.push(await tensorsOf(last));
      }
    }
    assert.deepEqual(ends.map((one) => one.get("average.updates")![0]), [
      0,
      1,
      2,
      3,
    ]);
    // Before there is a mean, the network's own weights predict.
    assert.deepEqual(ends[0]!.get("head.bias"), ends[0]!.get("own.head.bias"));
    const names = [...ends[0]!.keys()].filter((name) =>
      name.startsWith("own.")
    );
    assert(names.includes("own.encoder.0.norm1.running_mean"), names.join());
    for (const name of names) {
      const mean = ends[3]!.get(name.slice(4))!;
      mean.forEach((value, i) => {
        const sum = ends.slice(1).reduce((s, end) => s + end.get(name)![i]!, 0);
        const off = Math.abs(value - sum / 3);
        assert(off <= 1e-5 * Math.abs(sum / 3) + 1e-6, `${name} ${i}`);
      });
    }
  }));

Deno.test("trainFold() keeps the weights at the ends of the learning rate's cycles", () =>
  withFolder(async (folder) => {
    const recipe = demandingRecipe;
    const events = await train({ ...tinyFold(folder), recipe });
    const kept = ofType(events, "checkpoint").filter(({ kind }) =>
      kind === "snapshot"
    );
    const { snapshots, last } = foldFiles(folder);
    assert.deepEqual(
      kept.map(({ path, epoch }) => [path, epoch]),
      [6, 12, 18, 24].map((step, i) => [
        `${snapshots}/step_0000${String(step).padStart(2, "0")}.safetensors`,
        i + 1,
      ]),
    );
    const end = await tensorsOf(kept[3]!.path);
    const all = await tensorsOf(last);
    for (const [name, values] of end) {
      assert.deepEqual(values, all.get(`own.${name}`), name);
    }
  }));

/** A rate that is halved after each validation, since none is ever good enough. */
const plateau: ScheduleRecipe = {
  name: "plateau",
  mode: "max",
  factor: 0.5,
  patience: 0,
  threshold: 10,
  thresholdMode: "absolute",
  warmUpEpochs: 0,
};

Deno.test("trainFold() lowers the rate where validation gets no better, and goes on so after a stop", () =>
  withFolder(async (folder) => {
    const average = { name: "swa", fromEpoch: 1 } as const;
    const recipe = withTraining({ average }, { schedule: plateau });
    const whole = { ...tinyFold(`${folder}/whole`), recipe };
    const events = await train(whole);
    const peak = recipe.optimizer.learningRate;
    assert.deepEqual(
      ofType(events, "epoch").map(({ learningRate }) => learningRate / peak),
      // The first validation is the best so far, whatever it is.
      [1, 1, 0.5, 0.25],
    );
    const parts = { ...tinyFold(`${folder}/parts`), recipe };
    // In a validation (after the epoch was taken into the mean), and after a fall.
    for (const image of ["v2", undefined, "v1", undefined]) {
      const stop = new AbortController();
      const load: typeof loadTiny = (record) => {
        if (record.id === image) setTimeout(() => stop.abort(), 0);
        return loadTiny(record);
      };
      const options = { ...parts, load, cacheBytes: 0, signal: stop.signal };
      for await (const { type } of trainFold(options)) {
        if (type === "epoch" && image === undefined) stop.abort();
      }
      assert(stop.signal.aborted);
    }
    await train(parts);
    assert.deepEqual(
      await hashFolder(parts.folder),
      await hashFolder(whole.folder),
    );
  }));

Deno.test("trainFold() refuses to go on with another mean of the weights", () =>
  withFolder(async (folder) => {
    const options = { ...tinyFold(folder), recipe: demandingRecipe };
    for await (const { type } of trainFold(options)) {
      if (type === "checkpoint") break;
    }
    for await (const { type } of trainFold(options)) {
      if (type === "epoch") break;
    }
    const { average: _, ...training } = demandingRecipe.training;
    await assert.rejects(
      train({ ...options, recipe: { ...demandingRecipe, training } }),
      /recipe\.training\.average was \{"name":"ema","decay":0\.8\}, is absent/,
    );
  }));

Deno.test("trainFold() measures the share of time that steps wait for data", () =>
  withFolder(async (folder) => {
    const slow = async (record: Parameters<typeof loadTiny>[0]) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return loadTiny(record);
    };
    const options = { ...tinyFold(folder), load: slow };
    const epochs = ofType(await train(options), "epoch");
    // The first epoch reads five images; then all are there.
    assert(epochs[0]!.waitShare > 0.2 && epochs[0]!.waitShare <= 1);
    assert(epochs[3]!.waitShare < epochs[0]!.waitShare);
    const { timing } = foldFiles(folder);
    const lines = (await Deno.readTextFile(timing)).trim().split("\n");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).waitShare),
      epochs.map(({ waitShare }) => waitShare),
    );
  }));

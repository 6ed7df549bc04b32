import assert from "node:assert/strict";
import type { SampleRecord } from "../../datasets/dataset.ts";
import { openDataset } from "../../datasets/mod.ts";
import {
  loadTiny,
  tinyRecipe,
  tinyRecords,
  withFolder,
  writeTinyImages,
} from "../testdata/tiny_fold.ts";
import type { Batch } from "./build_batch.ts";
import { epochOrder } from "./epoch_order.ts";
import { openLoader } from "./loader.ts";
import { prepareSample } from "./prepare_sample.ts";
import { PreparedSamples } from "./prepared_samples.ts";
import { WorkerPool } from "./worker_pool.ts";

const prepare = (cacheBytes?: number, load = loadTiny) =>
  new PreparedSamples(tinyRecords("t", 5), {
    load,
    input: tinyRecipe.input,
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
  });

async function epoch(
  workers: number,
  number: number,
  samples = prepare(),
  firstStep = 0,
): Promise<Batch[]> {
  const loader = openLoader({ samples, recipe: tinyRecipe, seed: 3, workers });
  try {
    return await Array.fromAsync(loader.batches(number, firstStep));
  } finally {
    loader.close();
  }
}

Deno.test("epochOrder() draws every image equally often to within one", () => {
  for (const [images, draws] of [[5, 22], [7, 7], [10, 4], [1, 3]] as const) {
    const counts = new Array<number>(images).fill(0);
    for (const index of epochOrder(images, draws, 1, 1)) counts[index]!++;
    assert.equal(counts.reduce((a, b) => a + b), draws);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join());
  }
});

Deno.test("epochOrder() is another one in another epoch, cycle and seed", () => {
  const order = epochOrder(30, 60, 1, 1);
  assert.notDeepEqual(order.slice(0, 30), order.slice(30));
  assert.notDeepEqual(order, epochOrder(30, 60, 1, 2));
  assert.notDeepEqual(order, epochOrder(30, 60, 2, 1));
  assert.deepEqual(order, epochOrder(30, 60, 1, 1));
});

Deno.test("openLoader() gives the same bits whatever the number of workers", async () => {
  const alone = await epoch(0, 2);
  for (const workers of [1, 2, 3]) {
    assert.deepEqual(await epoch(workers, 2), alone);
  }
  assert.deepEqual(alone.map(({ ids }) => ids.length), [4, 4, 4, 4, 4, 2]);
  assert.notDeepEqual((await epoch(0, 3))[0]!.x, alone[0]!.x);
});

Deno.test("openLoader() goes on within an epoch as if it had run", async () => {
  const whole = await epoch(1, 1);
  assert.deepEqual(await epoch(1, 1, prepare(), 4), whole.slice(4));
  assert.deepEqual(await epoch(1, 1, prepare(), 6), []);
});

Deno.test("openLoader() normalises images and gives labels of 0 and 1", async () => {
  const { mean, standardDeviation } = tinyRecipe.input;
  const [{ x, y, side }] = await epoch(0, 1) as [Batch];
  assert.equal(x.length, 4 * side * side * 3);
  assert.ok(y.every((v) => v === 0 || v === 1));
  x.forEach((value, i) => {
    const level = 255 * (value * standardDeviation[i % 3]! + mean[i % 3]!);
    assert.ok(Math.abs(level - Math.round(level)) < 1e-3);
    assert.ok(level > -1 && level < 256);
  });
});

Deno.test("openLoader() gives another crop of an image each time it is drawn", async () => {
  const batches = await epoch(0, 1);
  const crops = batches.flatMap(({ x, ids, side }) =>
    ids.map((_, i) =>
      x.subarray(i * side * side * 3, (i + 1) * side * side * 3).join()
    )
  );
  assert.equal(new Set(crops).size, 22);
});

Deno.test("openLoader() reads no further ahead than its bound", async () => {
  let reads = 0;
  const load = (record: SampleRecord) => (reads++, loadTiny(record));
  const samples = new PreparedSamples(tinyRecords("t", 400), {
    load,
    input: tinyRecipe.input,
    cacheBytes: 0,
  });
  const recipe = {
    ...tinyRecipe,
    training: { ...tinyRecipe.training, samplesPerEpoch: 400 },
  };
  const loader = openLoader({ samples, recipe, seed: 3, workers: 1 });
  const batches = loader.batches(1);
  await batches.next();
  await new Promise((resolve) => setTimeout(resolve, 50));
  // The batch that was given and two ahead, four images each.
  assert.equal(reads, 12);
  await batches.return();
  loader.close();
});

Deno.test("openLoader() names the images where a worker fails", async () => {
  const broken = { ...tinyRecipe.input, mean: [0] };
  const recipe = { ...tinyRecipe, input: broken };
  const loader = openLoader({
    samples: prepare(),
    recipe,
    seed: 3,
    workers: 1,
  });
  await assert.rejects(
    Array.fromAsync(loader.batches(1)),
    /Cannot make the batch of t\d, .*mean/,
  );
  loader.close();
});

/** A job that needs no picture. */
const emptyBatch = (ids: string[] = []) => ({
  kind: "batch" as const,
  plan: {
    samples: ids.map((id) => ({ ...blank, id })),
    seed: 1,
    epoch: 1,
    position: 0,
    recipe: tinyRecipe,
  },
});
const size = { width: 24, height: 24 };
const blank = {
  image: { data: new Uint8Array(3 * 24 * 24), ...size, channels: 3 as const },
  mask: { data: new Uint8Array(24 * 24), ...size },
};

/** A pool whose workers run this instead. */
async function withScript(
  code: string,
  test: (pool: WorkerPool) => Promise<void>,
  workers = 2,
): Promise<void> {
  const script = `data:application/javascript,${encodeURIComponent(code)}`;
  const pool = new WorkerPool(workers, new URL(script));
  try {
    await test(pool);
  } finally {
    pool.close();
  }
}

Deno.test("WorkerPool says why a worker cannot start and what it was to do", () =>
  withScript("throw new Error('no such part')", async (pool) => {
    const lost =
      /Cannot go on loading: a worker ended while it was to make the batch of a, b: .*no such part[^]*--workers 0/;
    await assert.rejects(pool.run(emptyBatch(["a", "b"])), lost);
    await assert.rejects(pool.run(emptyBatch()), /no such part/);
  }, 1));

const answersThen = (end: string) => `
  self.onmessage = ({ ports: [port] }) => {
    let jobs = 0;
    port.onmessage = ({ data: { id } }) => {
      if (++jobs < 2) return port.postMessage({ id, result: jobs });
      ${end};
    };
  };`;

for (
  const [how, end, reason] of [
    [
      "throws outside a job",
      "setTimeout(() => { throw new Error('torn'); })",
      /torn/,
    ],
    ["closes itself", "self.close()", /it gave no reason/],
    ["calls for the process's end", "Deno.exit(3)", /it gave no reason/],
  ] as const
) {
  Deno.test(`WorkerPool waits for nobody where a worker ${how}`, () =>
    withScript(answersThen(end), async (pool) => {
      const first = ["a", "b"].map((id) => pool.run(emptyBatch([id])));
      assert.deepEqual(await Promise.all(first), [1, 1]);
      // The second job of the first worker ends it; the others wait for their turn.
      const later = ["c", "d", "e"].map((id) => pool.run(emptyBatch([id])));
      const ends = await Promise.allSettled(later);
      for (const end of ends) {
        assert(end.status === "rejected");
        assert.match(
          String(end.reason),
          /while it was to make the batch of [cd]/,
        );
        assert.match(String(end.reason), reason);
      }
    }));
}

Deno.test("WorkerPool says that memory was short", () =>
  withScript(
    `self.onmessage = ({ ports: [port] }) => {
      port.onmessage = ({ data: { id } }) => {
        const failure = { message: "Array buffer allocation failed", input: false, memory: true };
        port.postMessage({ id, failure });
      };
    };`,
    (pool) =>
      assert.rejects(
        pool.run(emptyBatch(["a"])),
        /Cannot make the batch of a: Array buffer allocation failed[^]*fewer workers/,
      ),
  ));

Deno.test("WorkerPool knows an allocation that fails in a worker", async () => {
  const pool = new WorkerPool(1);
  const job = emptyBatch(["a"]);
  const training = { ...tinyRecipe.training, cropSide: 2 ** 20 };
  const plan = { ...job.plan, recipe: { ...tinyRecipe, training } };
  await assert.rejects(
    pool.run({ ...job, plan }),
    {
      name: "InputError",
      message: /Cannot make the batch of a[^]*Free memory/,
    },
  );
  pool.close();
});

Deno.test("WorkerPool refuses what is waited for when it is closed", async () => {
  const pool = new WorkerPool(1);
  const waiting = pool.run(emptyBatch(["a"]));
  pool.close();
  await assert.rejects(waiting, /loader was closed/);
});

Deno.test("WorkerPool reads images as the caller's thread does, and names a broken one", () =>
  withFolder(async (folder) => {
    await writeTinyImages(folder, tinyRecords("t", 3));
    const { labelled, load, loading } = await openDataset(folder);
    const { input } = tinyRecipe;
    const pool = new WorkerPool(2);
    const read = (record: SampleRecord) =>
      pool.run({ kind: "image", loading: loading!, record, input });
    for (const record of labelled) {
      const sample = await read(record);
      assert.deepEqual(sample, prepareSample(await load(record), input));
      assert(sample.image.data.buffer instanceof SharedArrayBuffer);
    }
    const [record] = labelled;
    await Deno.writeTextFile(record!.imagePath, "no picture");
    const { message } = await load(record!).then(
      () => assert.fail("it is broken"),
      (error) => error,
    );
    await assert.rejects(read(record!), { name: "InputError", message });
    pool.close();
  }));

Deno.test("PreparedSamples shrinks to the network's size and keeps what fits", async () => {
  const reads: string[] = [];
  const load = (record: SampleRecord) => {
    reads.push(record.id);
    return loadTiny(record);
  };
  // 40 x 29 pixels, three channels and a label.
  const size = 40 * 29 * 4;
  const samples = prepare(2 * size, load);
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 3; i++) {
      const { image, mask } = await samples.get(i);
      assert.deepEqual(
        [image.width, image.height, mask.width, mask.height],
        [40, 29, 40, 29],
      );
    }
  }
  assert.deepEqual(reads, ["t0", "t1", "t2", "t2"]);
});

Deno.test("PreparedSamples refuses an image without a label", async () => {
  const samples = prepare(
    0,
    async (record) => {
      const { mask: _, ...sample } = await loadTiny(record);
      return sample;
    },
  );
  await assert.rejects(samples.get(0), /Cannot train on t0/);
});

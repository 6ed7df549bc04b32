import assert from "node:assert/strict";
import { declareModel } from "../../../lib/models/mod.ts";
import { openBackend } from "../../../lib/tensor/mod.ts";
import { checkLosses } from "./check_losses.ts";
import { inputImages, withInput } from "./input_file.ts";
import { prepareWork } from "./prepare_work.ts";
import { startOurs } from "./start_sides.ts";
import { speedCases } from "./train_cases.ts";
import type { TrainWork, WorkSpec } from "./train_work.ts";

const native = (await openBackend()).name === "tensorflow";

const spec: WorkSpec = {
  kind: "train",
  model: { name: "unet", widths: [4, 8] },
  precision: "float32",
  shape: [2, 16, 16],
};

function losses(work: Partial<TrainWork>): (number | undefined)[] {
  const whole = { ...spec, input: "", ...work };
  const prepared = prepareWork(whole, inputImages(whole.shape));
  try {
    const values = Array.from({ length: 8 }, () => prepared.run());
    const tensors = prepared.tensors!();
    values.push(prepared.run());
    assert.equal(prepared.tensors!(), tensors, "a step leaves no tensor");
    return values;
  } finally {
    prepared.dispose();
  }
}

for (const precision of ["float32", "bfloat16"] as const) {
  for (const freshInputs of [false, true]) {
    Deno.test({
      name: `prepareWork() gives a step whose loss falls (${precision}${
        freshInputs ? ", fresh inputs" : ""
      })`,
      ignore: !native,
      fn() {
        const values = losses({ precision, freshInputs });
        const turns = values.map((value = NaN) => ({ milliseconds: 0, value }));
        checkLosses(turns, "ours");
      },
    });
  }
}

Deno.test({
  name: "prepareWork() compiles inference, which has no loss",
  ignore: !native,
  fn: () =>
    assert(losses({ kind: "infer" }).every((value) => value === undefined)),
});

Deno.test({
  name: "startOurs() trains in a process of its own and says what it holds",
  ignore: !native,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const ours = await startOurs(await withInput(spec, folder));
      const turns = [];
      for (let step = 0; step < 5; step++) turns.push(await ours.run());
      checkLosses(turns, "ours");
      assert(turns.every(({ milliseconds }) => milliseconds > 0));
      assert.match(ours.ready.versions!, /^TensorFlow 2\.\S+ on \wPU, Deno /);
      const { parameterCount } = declareModel(spec.model, {
        inputChannels: 3,
      });
      assert.equal(ours.ready.parameters, parameterCount);
      const { peak, resident, tensors } = await ours.memory();
      assert(tensors! > 0);
      if (Deno.build.os === "linux") assert(peak! >= resident!);
      await ours.stop();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("speedCases name networks that there are, the plain one of 31,037,633 parameters", () => {
  const counts = speedCases.map(({ work }) => {
    const { parameterCount, stride } = declareModel(work.model, {
      inputChannels: 3,
    });
    assert(work.shape.slice(1).every((side) => side % stride === 0));
    return parameterCount;
  });
  assert.deepEqual(counts.slice(0, 2), [31_037_633, 31_037_633]);
  assert.equal(new Set(counts).size, 4);
});

Deno.test("withInput() writes the same pictures for the same shape", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { input } = await withInput(spec, folder);
    const { buffer } = await Deno.readFile(input);
    assert.deepEqual(new Float32Array(buffer), inputImages(spec.shape));
    assert.equal(buffer.byteLength, 4 * 2 * 16 * 16 * 3);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

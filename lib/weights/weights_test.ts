import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { buildModel } from "../models/mod.ts";
import { type StoredTensor, tf } from "../tensor/mod.ts";
import { testOnEachBackend, valuesOf } from "../tensor/test_support.ts";
import { adaptFirstConvolution } from "./adapt_first_convolution.ts";
import { loadStateDict } from "./load_state_dict.ts";
import { loadWeights } from "./load_weights.ts";
import { readWeights } from "./read_weights.ts";
import { saveWeights } from "./save_weights.ts";
import { stateDict } from "./state_dict.ts";
import adapted from "./testdata/adapted.json" with { type: "json" };
import {
  weightFromTorch,
  type WeightLayout,
  weightShapeInTorch,
  weightToTorch,
} from "./weight_layout.ts";
import type { WeightedModel } from "./weighted_model.ts";

const floats = (
  shape: readonly number[],
  data = Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => i,
  ),
): StoredTensor => ({ dtype: "float32", shape, data });

/** A network of which only the weights matter. */
function network(): WeightedModel {
  const specs = [
    { name: "conv.weight", shape: [3, 3, 2, 4], layout: "filter" },
    { name: "conv.bias", shape: [4], layout: "vector" },
    { name: "bn.running_mean", shape: [4], layout: "vector" },
  ] as const;
  const zeros = ({ name, shape }: { name: string; shape: readonly number[] }) =>
    [name, tf.variable(tf.zeros([...shape]))] as const;
  return {
    specs,
    parameters: new Map(specs.slice(0, 2).map(zeros)),
    buffers: new Map(specs.slice(2).map(zeros)),
  };
}

const fitting = () =>
  new Map([
    ["conv.weight", floats([4, 2, 3, 3])],
    ["conv.bias", floats([4])],
    ["bn.running_mean", floats([4])],
    ["bn.num_batches_tracked", floats([])],
  ]);

/** The whole error, or an empty text. */
function messageOf(work: () => void): string {
  try {
    work();
    return "";
  } catch (error) {
    assert(error instanceof InputError, String(error));
    return error.message;
  }
}

Deno.test("weightToTorch() puts every number where PyTorch has it", () => {
  const cases: [WeightLayout, number[], (at: number[]) => number[]][] = [
    [
      "filter",
      [2, 3, 4, 5],
      ([out, inn, row, column]) => [row!, column!, inn!, out!],
    ],
    [
      "transposed",
      [2, 3, 4, 5],
      ([inn, out, row, column]) => [row!, column!, out!, inn!],
    ],
    [
      "filter",
      [2, 3, 4, 5, 6],
      ([out, inn, d, row, column]) => [d!, row!, column!, inn!, out!],
    ],
    ["linear", [4, 5], ([out, inn]) => [inn!, out!]],
    [
      "depthwise",
      [2, 3, 4, 5],
      (
        [channel, , row, column],
      ) => [row!, column!, Math.floor(channel! / 5), channel! % 5],
    ],
    ["vector", [7], (at) => at],
  ];
  for (const [layout, shape, place] of cases) {
    const own = floats(shape).data as Float32Array;
    const { shape: sides, data } = weightToTorch({ layout, shape }, own);
    data.forEach((value, i) => {
      const at = sides.map((side, axis) =>
        Math.floor(i / sides.slice(axis + 1).reduce((a, b) => a * b, 1)) % side
      );
      const index = place(at).reduce(
        (sum, x, axis) => sum * shape[axis]! + x,
        0,
      );
      assert.equal(value, own[index], `${layout} [${at}]`);
    });
    assert.deepEqual(weightFromTorch({ layout, shape }, data), own, layout);
  }
  assert.deepEqual(
    weightShapeInTorch({ layout: "depthwise", shape: [2, 3, 4, 5] }),
    [20, 1, 2, 3],
  );
});

Deno.test("adaptFirstConvolution() gives what timm gives", () => {
  const weight = floats(
    adapted.weight.shape,
    Float32Array.from(valuesOf(adapted.weight)),
  );
  for (const { channels, weight: expected } of adapted.adapted) {
    const found = adaptFirstConvolution(weight, channels);
    assert.deepEqual(found.shape, expected.shape);
    valuesOf(expected).forEach((value, i) =>
      assert(
        Math.abs(found.data[i]! - value) <= 1e-6 * Math.abs(value),
        `${channels}`,
      )
    );
  }
  assert.throws(
    () => adaptFirstConvolution(floats([4, 1, 3, 3]), 3),
    /\[4, 1, 3, 3\]/,
  );
  assert.throws(() => adaptFirstConvolution(weight, 0), /positive integer/);
});

testOnEachBackend(
  "loadStateDict() orders the numbers, leaves out counts and gives stateDict() back",
  () => {
    const model = network();
    const { loaded } = loadStateDict(model, fitting());
    assert.equal(loaded.length, 3);
    const values = model.parameters.get("conv.weight")!
      .arraySync() as number[][][][];
    assert.equal(values[1]![2]![1]![3], ((3 * 2 + 1) * 3 + 1) * 3 + 2);
    const expected = fitting();
    expected.delete("bn.num_batches_tracked");
    assert.deepEqual(stateDict(model), expected);
  },
);

testOnEachBackend(
  "loadStateDict() lists all that is missing, extra and of another shape, and changes nothing",
  () => {
    const model = network();
    const tensors = fitting();
    tensors.delete("conv.bias");
    tensors.set("fc.weight", floats([2, 2]));
    tensors.set("fc.bias", floats([2]));
    tensors.set("conv.weight", floats([4, 3, 3, 3]));
    tensors.set("bn.running_mean", floats([5]));
    const message = messageOf(() =>
      loadStateDict(model, tensors, { file: "a.pth" })
    );
    for (
      const part of [
        "5 are not",
        "1 missing:\n    conv.bias\n",
        "2 extra:\n    fc.weight\n    fc.bias\n",
        "2 of another shape:\n    conv.weight must be [4, 2, 3, 3], current value is [4, 3, 3, 3]\n",
        "    bn.running_mean must be [4], current value is [5]\n",
        "File: a.pth",
      ]
    ) assert(message.includes(part), message);
    assert.match(
      messageOf(() => loadStateDict(model, tensors, { strict: false })),
      /2 are not\n {2}2 of another shape/,
    );
    assert(stateDict(model).get("bn.running_mean")!.data.every((x) => x === 0));
    tensors.set("conv.weight", floats([4, 2, 3, 3]));
    tensors.set("bn.running_mean", floats([4]));
    assert.deepEqual(loadStateDict(model, tensors, { strict: false }), {
      loaded: ["conv.weight", "bn.running_mean"],
      missing: ["conv.bias"],
      extra: ["fc.weight", "fc.bias"],
    });
  },
);

testOnEachBackend(
  "loadStateDict() takes off what wrappers add, and puts a prefix before a part's names",
  () => {
    const wrapped = (start: string) =>
      new Map([...fitting()].map(([name, tensor]) => [start + name, tensor]));
    assert.equal(loadStateDict(network(), wrapped("module.")).loaded.length, 3);
    assert.equal(
      loadStateDict(network(), wrapped("_orig_mod.module.")).loaded.length,
      3,
    );
    assert.match(
      messageOf(() => loadStateDict(network(), wrapped("other."))),
      /3 missing/,
    );
    const part = new Map([["weight", floats([4, 2, 3, 3])], [
      "bias",
      floats([4]),
    ], ["head", floats([1])]]);
    const { loaded, missing } = loadStateDict(network(), part, {
      prefix: "conv.",
      ignore: (name) => name === "head",
    });
    assert.deepEqual([loaded, missing], [["conv.weight", "conv.bias"], []]);
  },
);

testOnEachBackend(
  "saveWeights() and loadWeights() carry a whole network over",
  async () => {
    const recipe = { encoder: "tf_efficientnet_lite0", decoder: "unet" };
    const [first, second] = [1, 2].map((seed) =>
      buildModel(recipe, { inputChannels: 5, seed })
    );
    const path = `${await Deno.makeTempDir()}/model.safetensors`;
    await saveWeights(first!, path, { epoch: "3" });
    const { metadata } = await readWeights(path);
    assert.deepEqual([...metadata].sort(), [["epoch", "3"], ["format", "pt"]]);
    assert.notDeepEqual(stateDict(second!), stateDict(first!));
    await loadWeights(second!, path);
    assert.deepEqual(stateDict(second!), stateDict(first!));
    const images = tf.randomUniform(
      [1, 32, 32, 5],
      0,
      1,
      "float32",
      1,
    ) as tf.Tensor4D;
    const [a, b] = [first!, second!].map((model) =>
      model.forward(images, { training: false }).dataSync()
    );
    assert.deepEqual(a, b);
    const held = tf.memory().numTensors;
    await loadWeights(second!, path);
    assert.equal(tf.memory().numTensors, held);
    for (const model of [first!, second!]) model.dispose();
  },
);

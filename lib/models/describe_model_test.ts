import assert from "node:assert/strict";
import { isNative, tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { buildModel } from "./build_model.ts";
import { describeModel } from "./describe_model.ts";

const plain = { name: "unet", widths: [8, 16, 24] } as const;
const one = { inputChannels: 3 };

testOnEachBackend(
  "describeModel() counts what buildModel() makes, and makes nothing itself",
  () => {
    const recipe = { encoder: "tf_efficientnet_lite0", decoder: "unet" };
    const before = tf.memory();
    const description = describeModel(recipe, one, {
      batch: 2,
      height: 64,
      width: 90,
    });
    assert.deepEqual(tf.memory(), before);
    const model = buildModel(recipe, { ...one, seed: 1 });
    const sizeOf = (map: ReadonlyMap<string, tf.Variable>) =>
      [...map.values()].reduce((sum, { size }) => sum + size, 0);
    assert.equal(description.parameters, model.parameterCount);
    assert.equal(description.trained, sizeOf(model.parameters));
    const x = tf.zeros([1, 64, 96, 3]) as tf.Tensor4D;
    assert.deepEqual(
      description.features.map((
        { height, width, channels },
      ) => [1, height, width, channels]),
      model.features(x, { training: false }).map(({ shape }) => shape),
    );
    assert.deepEqual(description.features.map(({ stride }) => stride), [
      2,
      4,
      8,
      16,
      32,
    ]);
    const weights = 4 * (sizeOf(model.parameters) + sizeOf(model.buffers));
    if (isNative()) assert.equal(description.inference!.weights, weights);
    else assert.equal(description.inference, undefined);
    model.dispose();
  },
);

testOnEachBackend(
  "describeModel() needs what the largest activations need",
  () => {
    if (!isNative()) return;
    const input = { batch: 2, height: 32, width: 64 };
    const { inference, training } = describeModel(plain, one, input);
    // The finest level holds its feature, the way up beside it, and both joined.
    const map = 4 * 2 * 32 * 64 * 8;
    assert(
      inference!.working >= 3 * map && inference!.working <= 6 * map,
      `${inference!.working / map}`,
    );
    // Training keeps what each convolution and normalisation was given.
    assert(
      training!.working > 8 * map && training!.working < 40 * map,
      `${training!.working / map}`,
    );
    assert.equal(
      training!.total,
      training!.weights + training!.moments + training!.working,
    );
  },
);

testOnEachBackend(
  "describeModel() follows batch, size, optimiser and precision",
  () => {
    if (!isNative()) return;
    const input = { batch: 2, height: 64, width: 64 };
    const at = (change: Partial<typeof input>, options = {}) =>
      describeModel(plain, one, { ...input, ...change }, options);
    const base = at({});
    const grows = (other: typeof base) =>
      other.training!.working / base.training!.working;
    assert(Math.abs(grows(at({ batch: 4 })) - 2) < 0.1);
    assert(Math.abs(grows(at({ height: 128 })) - 2) < 0.1);
    // A side that is no multiple of the stride counts as the next.
    assert.deepEqual(at({ height: 61 }), base);
    assert(grows(at({}, { precision: "bfloat16" })) < 0.9);
    assert.equal(base.training!.moments, 8 * base.trained);
    assert.equal(at({}, { moments: 1 }).training!.moments, 4 * base.trained);
  },
);

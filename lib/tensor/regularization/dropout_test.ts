import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { openBackend } from "../backend.ts";
import { compile } from "../graph/mod.ts";
import { testOnEachBackend } from "../test_support.ts";
import { channelDropout } from "./channel_dropout.ts";
import type { DrawKey } from "./draw_key.ts";
import { drawUniform } from "./draw_uniform.ts";
import { dropPath } from "./drop_path.ts";
import { dropout } from "./dropout.ts";

const keyOf = (seed: number, layer: number, step: number): DrawKey => ({
  seed,
  layer,
  step: tf.scalar(step, "int32"),
});
const key = keyOf(3, 1, 40);
const drops = { dropout, dropPath, channelDropout };

for (const [name, drop] of Object.entries(drops)) {
  testOnEachBackend(`${name}() keeps the mean at the rate asked for`, () => {
    for (const probability of [0.1, 0.5, 0.8]) {
      const y = drop(tf.ones([64, 3, 2, 64]), probability, keyOf(1, 2, 3));
      const values = [...y.dataSync()];
      const scale = Math.fround(1 / (1 - probability));
      assert(values.every((v) => v === 0 || Math.abs(v - scale) < 1e-6));
      const rate = values.filter((v) => v === 0).length / values.length;
      const draws = name === "dropPath" ? 64 : 64 * 64;
      // Four standard deviations.
      const margin = 4 * Math.sqrt(probability * (1 - probability) / draws);
      assert(Math.abs(rate - probability) < margin, `${rate}`);
    }
  });

  testOnEachBackend(`${name}() passes the gradient where it passed x`, () => {
    const x = tf.add(tf.randomUniform([6, 5, 4, 7], 0, 1, "float32", 5), 1);
    const upstream = tf.randomNormal(x.shape, 0, 1, "float32", 6);
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
      tf.sum(tf.mul(drop(x, 0.3, key), upstream))
    )(x);
    const factor = tf.div(drop(x, 0.3, key), x);
    const expected = tf.mul(factor, upstream);
    assert(tf.max(tf.abs(tf.sub(grad, expected))).dataSync()[0]! < 1e-5);
    assert(tf.max(factor).dataSync()[0]! > 1.4);
    const sum = tf.sum(tf.mul(expected, x)).dataSync()[0]!;
    assert(Math.abs(value.dataSync()[0]! - sum) < 1e-2);
  });

  testOnEachBackend(`${name}() drops nothing at 0 and all at 1`, () => {
    const x = tf.ones([3, 2, 2, 5]);
    assert(drop(x, 0, key).dataSync().every((value) => value === 1));
    assert(tf.grad((x) => drop(x, 0, key))(x).dataSync().every((v) => v === 1));
    assert(drop(x, 1, key).dataSync().every((value) => value === 0));
    const grad = tf.grad((x) => drop(x, 1, key))(x);
    assert(grad.dataSync().every((value) => value === 0));
  });

  testOnEachBackend(`${name}() depends on seed, layer and step alone`, () => {
    const drawn = (seed: number, layer: number, step: number) =>
      drop(tf.ones([40, 2, 2, 8]), 0.5, keyOf(seed, layer, step))
        .dataSync().join("");
    const first = drawn(1, 2, 3);
    assert.equal(drawn(1, 2, 3), first);
    assert.notEqual(drawn(2, 2, 3), first);
    assert.notEqual(drawn(1, 3, 3), first);
    assert.notEqual(drawn(1, 2, 4), first);
  });
}

testOnEachBackend("dropPath() drops whole samples", () => {
  const y = dropPath(tf.ones([40, 3, 2, 2]), 0.5, key);
  const [low, high] = [tf.min(y, [1, 2, 3]), tf.max(y, [1, 2, 3])];
  assert.deepEqual(low.dataSync(), high.dataSync());
});

testOnEachBackend(
  "channelDropout() drops whole channels, each sample's own",
  () => {
    for (const shape of [[4, 3, 2, 20], [4, 3, 2, 2, 20]]) {
      const y = channelDropout(tf.ones(shape), 0.5, key);
      const axes = shape.map((_, axis) => axis).slice(1, -1);
      const [low, high] = [tf.min(y, axes), tf.max(y, axes)];
      assert.deepEqual(low.dataSync(), high.dataSync());
      const samples = high.arraySync() as number[][];
      assert.notDeepEqual(samples[0], samples[1]);
    }
  },
);

testOnEachBackend(
  "dropout() refuses what is no probability and no step",
  () => {
    const x = tf.ones([2]);
    assert.throws(
      () => dropout(x, 1.5, key),
      new InputError(
        "Cannot drop activations: probability must be from 0 to 1, current value is 1.5",
      ),
    );
    assert.throws(
      () => dropout(x, 0.5, { seed: 1, layer: 1, step: tf.scalar(1) }),
      /step must be an int32 scalar, current value is a float32 tensor/,
    );
  },
);

Deno.test({
  name: "drawUniform() draws the same bits on both backends",
  ignore: (await openBackend()).name !== "tensorflow",
  async fn() {
    const keys = [[0, 0, 0], [3, 1, 40], [5, 7, 2 ** 31 - 1], [5, 7, -2]];
    const shapes = [[0], [], [1], [7], [3, 5, 41], [300, 400]];
    const draw = async (portable: boolean) => {
      await openBackend({ portable });
      return keys.flatMap(([seed, layer, step]) =>
        shapes.map((shape) =>
          drawUniform(shape, keyOf(seed!, layer!, step!)).dataSync()
        )
      );
    };
    const portable = await draw(true);
    assert.deepEqual(await draw(false), portable);
  },
});

Deno.test({
  name: "dropout in a compiled step draws what the eager one draws",
  ignore: (await openBackend()).name !== "tensorflow",
  async fn() {
    await openBackend();
    const step = ({ x, number }: { x: tf.Tensor; number: tf.Tensor }) => {
      const layer = (layer: number) => ({ seed: 5, layer, step: number });
      const some = dropout(tf.mul(x, 2), 0.4, layer(0));
      const paths = dropPath(some, 0.2, layer(1));
      return { y: channelDropout(paths, 0.3, layer(2)) };
    };
    const compiled = compile(step);
    const x = tf.ones([8, 3, 2, 6]);
    for (const n of [1, 2, 1]) {
      const number = tf.scalar(n, "int32");
      assert.deepEqual(
        compiled.run({ x, number }).y.dataSync(),
        step({ x, number }).y.dataSync(),
      );
      assert(compiled.compiled);
    }
    compiled.dispose();
  },
});

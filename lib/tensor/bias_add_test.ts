import * as tf from "@tensorflow/tfjs-core";
import { biasAdd } from "./bias_add.ts";
import { assertClose, testOnEachBackend } from "./test_support.ts";

for (const shape of [[4, 3], [2, 5, 3], [2, 3, 1, 3], [2, 3, 2, 4, 3]]) {
  testOnEachBackend(
    `biasAdd() adds to the last of ${shape.length} axes`,
    () => {
      const x: tf.Tensor = tf.randomNormal(shape, 0, 1, "float32", 1);
      const upstream = tf.randomNormal(shape, 0, 1, "float32", 2);
      const bias: tf.Tensor = tf.tensor1d([1, -2, 3]);
      const { value, grads } = tf.valueAndGrads((x, bias) =>
        tf.sum(tf.mul(biasAdd(x!, bias!), upstream))
      )([x, bias]);
      const sum = tf.sum(tf.mul(tf.add(x, bias), upstream));
      assertClose(value, [...sum.dataSync()], "value", 1e-5);
      assertClose(grads[0]!, [...upstream.dataSync()], "gradient of x");
      const outer = shape.map((_, axis) => axis).slice(0, -1);
      const sums = tf.sum(upstream, outer).dataSync();
      assertClose(grads[1]!, [...sums], "gradient of bias", 1e-5);
    },
  );
}

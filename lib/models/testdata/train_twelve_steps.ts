// Run by determinism_test.ts: trains a small U-Net from a seed and prints a hash of all that training changed.
import { createHash } from "node:crypto";
import { randomSource } from "../../core/mod.ts";
import { buildLoss } from "../../losses/mod.ts";
import { buildOptimizer } from "../../optimizers/mod.ts";
import {
  encodeSafetensors,
  gradients,
  openBackend,
  readVariables,
  tf,
} from "../../tensor/mod.ts";
import { buildModel } from "../mod.ts";

const seed = Number(Deno.args[0]);
const widths = (Deno.args[1] ?? "8,16,32").split(",").map(Number);
const side = Number(Deno.args[2] ?? 64);
await openBackend();

const model = buildModel({ name: "unet", widths }, { inputChannels: 3, seed });
const loss = buildLoss([
  { name: "bce", weight: 1 },
  { name: "dice", weight: 1 },
]);
const optimizer = buildOptimizer(
  { name: "adamw", learningRate: 1e-2, weightDecay: 0.1 },
  model.parameters,
);
for (let step = 0; step < 12; step++) {
  const random = randomSource(seed, "image", step);
  const image = Float32Array.from(
    { length: 4 * side * side * 3 },
    () => random.uniform(-2, 2),
  );
  const x: tf.Tensor4D = tf.tensor4d(image, [4, side, side, 3]);
  const y: tf.Tensor4D = tf.tidy(() =>
    tf.cast(tf.greater(tf.mean(x, 3, true), 0.5), "float32")
  );
  const result = gradients(
    model.parameters,
    () => loss(model.forward(x, { training: true }), y),
  );
  tf.tidy(() => optimizer.step(result.gradients, tf.scalar(1e-2)));
  tf.dispose([x, y, result.loss, ...result.gradients.values()]);
}
const all = [model.parameters, model.buffers, optimizer.state()]
  .flatMap((variables) => [...readVariables(variables)]);
const hash = createHash("sha256").update(encodeSafetensors(new Map(all)));
console.log(hash.digest("hex"));

import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { compile, tf } from "../tensor/mod.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { adamw } from "./adam.ts";
import { scaleLoss } from "./loss_scale.ts";
import { parameterSettings } from "./parameter_rules.ts";
import fixture from "./testdata/loss_scale.json" with { type: "json" };

const STEPS = fixture.runs[0]!.scales.length;
const WRONG: Readonly<Record<string, number>> = {
  inf: Infinity,
  "-inf": -Infinity,
  nan: NaN,
};
const bad = new Map(Object.entries(fixture.bad));

/** Gradient of the unscaled loss at a step, as in the oracle, for a parameter of any size: its numbers repeat. */
function gradientAt(step: number, size: number): Float32Array {
  const wrong = bad.get(`${step}`);
  const count = fixture.start.length;
  return Float32Array.from({ length: size }, (_, i) => {
    const place = i % count;
    return wrong !== undefined && place === step % count
      ? WRONG[wrong]!
      : Math.sin(1 + step + 3 * place);
  });
}

/** Fails unless scales and weights are GradScaler's; a large parameter is changed in place in a compiled step. */
function assertLikeGradScaler(size: number, compiled: boolean): void {
  for (const { initialScale, scales, weights } of fixture.runs) {
    const start = Float32Array.from(
      { length: size },
      (_, i) => fixture.start[i % fixture.start.length]!,
    );
    const w = tf.variable(tf.tensor1d(start));
    const parameters = new Map([["w", w]]);
    const settings = parameterSettings(
      parameters,
      [{ match: "w", weightDecay: 0.1 }],
      0,
    );
    const optimizer = scaleLoss(adamw(parameters, settings), parameters, {
      initialScale,
      growthInterval: 4,
    });
    const scale = optimizer.state().get("loss_scale.scale")!;
    const step = compile(({ g }: { g: tf.Tensor }) => {
      const loss = optimizer.scaled(tf.scalar(1));
      const plain = optimizer.unscaled(loss);
      optimizer.step(new Map([["w", tf.mul(g, loss)]]), tf.scalar(0.05));
      return { scale, plain, first: tf.slice(w, 0, fixture.start.length) };
    }, { onWarning: (warning) => assert.fail(warning) });
    for (let i = 0; i < STEPS; i++) {
      tf.tidy(() => {
        const g = tf.tensor1d(gradientAt(i, size));
        const outputs = step.run({ g });
        assert.equal(outputs.scale.dataSync()[0], scales[i], `scale ${i}`);
        assert.equal(outputs.plain.dataSync()[0], 1);
        assertClose(outputs.first, weights[i]!, `weights after step ${i}`);
      });
    }
    assert.equal(step.compiled, compiled);
    step.dispose();
    optimizer.dispose();
    w.dispose();
  }
}

testOnEachBackend(
  "scaleLoss() has the scales and weights of torch.amp.GradScaler",
  () => {
    assertLikeGradScaler(3, tf.getBackend() === "tensorflow");
  },
);

testOnEachBackend(
  "scaleLoss() skips steps that change large parameters in place",
  () => {
    assertLikeGradScaler(30000, tf.getBackend() === "tensorflow");
  },
);

testOnEachBackend("scaleLoss() refuses settings out of range", () => {
  const wrong = [
    { initialScale: 0 },
    { growthFactor: 1 },
    { backoffFactor: 1 },
    { growthInterval: 1.5 },
  ];
  const optimizer = adamw(new Map(), new Map());
  for (const options of wrong) {
    const [name] = Object.keys(options);
    assert.throws(
      () => scaleLoss(optimizer, new Map(), options),
      (error) => error instanceof InputError && error.message.includes(name!),
    );
  }
  optimizer.dispose();
});

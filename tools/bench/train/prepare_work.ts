import { binaryCrossEntropy } from "../../../lib/losses/mod.ts";
import { buildModel } from "../../../lib/models/mod.ts";
import { buildOptimizer } from "../../../lib/optimizers/mod.ts";
import { compile, gradients, tf } from "../../../lib/tensor/mod.ts";
import type { ServedWork } from "../serve_work.ts";
import type { TrainWork } from "./train_work.ts";

const LEARNING_RATE = 1e-4;

/** Our side of a piece of work. */
export interface PreparedWork extends ServedWork {
  /** Parameters of the network. */
  readonly parameters: number;
  dispose(): void;
}

/**
 * Builds network, optimiser and compiled step. The label of a pixel is whether its first channel is above a half, which
 * a network learns at once.
 *
 * @param work What is to be done.
 * @param images Pixels, channels last.
 * @throws {Error} At a run, where the step could not be compiled: an eager step is not what is measured.
 */
export function prepareWork(
  work: TrainWork,
  images: Float32Array,
): PreparedWork {
  const model = buildModel(work.model, { inputChannels: 3, seed: 1 });
  const inputs = () => batchTensors(work, images);
  const step = work.kind === "train"
    ? trainStep(work, model)
    : inference(model);
  const fixed = work.freshInputs ? undefined : inputs();
  return {
    parameters: model.parameterCount,
    tensors: () => tf.memory().numTensors,
    run() {
      const given = fixed ?? inputs();
      const value = step.run(given);
      if (!fixed) tf.dispose(given);
      return value;
    },
    dispose() {
      step.dispose();
      if (fixed) tf.dispose(fixed);
      model.dispose();
    },
  };
}

/** A batch as a step takes it. */
type Inputs = Readonly<
  Record<"images" | "target", tf.Tensor4D> & Record<"learningRate", tf.Scalar>
>;

interface BenchStep {
  run(inputs: Inputs): number | undefined;
  dispose(): void;
}

type Network = ReturnType<typeof buildModel>;

function batchTensors(work: TrainWork, images: Float32Array): Inputs {
  const [batch, height, width] = work.shape;
  const target = Float32Array.from(
    { length: batch * height * width },
    (_, i) => images[3 * i]! > 0.5 ? 1 : 0,
  );
  return {
    images: tf.tensor4d(images, [batch, height, width, 3]),
    target: tf.tensor4d(target, [batch, height, width, 1]),
    learningRate: tf.scalar(LEARNING_RATE),
  };
}

/** Stops where something could not be compiled. */
const refuse = (warning: string) => {
  throw new Error(`Cannot measure the step: ${warning}`);
};

function trainStep({ precision }: TrainWork, model: Network): BenchStep {
  const optimizer = buildOptimizer(
    { name: "adamw", learningRate: LEARNING_RATE, weightDecay: 1e-2 },
    model.parameters,
  );
  const step = compile(({ images, target, learningRate }: Inputs) => {
    const result = gradients(
      model.parameters,
      () =>
        binaryCrossEntropy(model.forward(images, { training: true }), target),
    );
    optimizer.step(result.gradients, learningRate);
    return { loss: result.loss };
  }, { name: "the training step", precision, onWarning: refuse });
  return {
    run(inputs) {
      const { loss } = step.run(inputs);
      const value = loss.dataSync()[0];
      loss.dispose();
      return value;
    },
    dispose() {
      step.dispose();
      optimizer.dispose();
    },
  };
}

function inference(model: Network): BenchStep {
  const step = compile(
    ({ images }: Pick<Inputs, "images">) => ({
      logits: model.forward(images, { training: false }),
    }),
    { name: "the forward pass", onWarning: refuse },
  );
  return {
    run({ images }) {
      step.run({ images }).logits.dispose();
      return undefined;
    },
    dispose: () => step.dispose(),
  };
}

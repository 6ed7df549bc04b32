import { tf } from "../tensor/mod.ts";
import {
  type Change,
  decayedGradient,
  decayOf,
  groupedOptimizer,
  type UpdateRule,
} from "./grouped_optimizer.ts";
import type { Optimizer } from "./optimizer.ts";
import type { ParameterSettings } from "./parameter_rules.ts";

/** Settings of RMSprop. */
export interface RmspropOptions {
  /** Decay of the mean square, PyTorch's `alpha`, in [0, 1). @default {0.99} */
  readonly smoothing?: number;
  /** Added to the root of the mean square. @default {1e-8} */
  readonly epsilon?: number;
  /** Share of the last change in the next, in [0, 1). @default {0} */
  readonly momentum?: number;
  /** Divides by the standard deviation instead of the root mean square. @default {false} */
  readonly centered?: boolean;
}

/**
 * The means are kept as plain sums, `sum = smoothing * sum + new`, which is the mean / (1 - smoothing): one pass over
 * memory less each, the factor goes into scalars.
 */
type Slot = "square_sum" | "gradient_sum" | "momentum_buffer";

function rule(
  { smoothing, epsilon, momentum: ownMomentum, centered }: Required<
    RmspropOptions
  >,
): UpdateRule<Slot> {
  const root = Math.sqrt(1 - smoothing);
  const slots: Slot[] = ["square_sum"];
  if (centered) slots.push("gradient_sum");
  if (ownMomentum > 0) slots.push("momentum_buffer");
  return {
    slots,
    begin({ learningRate, momentum }, settings) {
      const decay = decayOf(settings);
      const keep = tf.scalar(smoothing);
      const floor = tf.scalar(epsilon / root);
      const rate = tf.mul(learningRate, tf.scalar(1 / root));
      const share = momentum ?? tf.scalar(ownMomentum);

      /** Mean square or variance, divided by 1 - smoothing. */
      const spread = ({ slots }: Change<Slot>, gradient: tf.Tensor) => {
        const { square_sum: squares, gradient_sum: sum } = slots;
        squares.assign(tf.add(tf.mul(squares, keep), tf.square(gradient)));
        if (!centered) return squares;
        sum.assign(tf.add(tf.mul(sum, keep), gradient));
        const square = tf.mul(tf.square(sum), tf.scalar(1 - smoothing));
        // Rounding may leave less than nothing of a gradient that never changes.
        return tf.relu(tf.sub(squares, square));
      };

      const compute = (change: Change<Slot>) => {
        const gradient = decayedGradient(change, decay);
        const deviation = tf.sqrt(spread(change, gradient));
        const direction = tf.div(gradient, tf.add(deviation, floor));
        if (ownMomentum === 0) {
          return tf.sub(change.values, tf.mul(direction, rate));
        }
        const { momentum_buffer: buffer } = change.slots;
        buffer.assign(tf.add(tf.mul(buffer, share), direction));
        return tf.sub(change.values, tf.mul(buffer, rate));
      };
      return { compute };
    },
  };
}

/**
 * RMSprop, step by step as PyTorch's `RMSprop`: weight decay is added to the gradient. Hinton, "Neural Networks for
 * Machine Learning", lecture 6e, 2012; centred: Graves, "Generating Sequences With Recurrent Neural Networks", 2013.
 *
 * A momentum given to a step counts only where the optimiser was built with one.
 *
 * @param parameters What is to be changed, by name.
 * @param settings Weight decay and learning rate factor of each; see `parameterSettings`.
 * @param options Smoothing and momentum.
 * @returns The optimiser, at step 0.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { parameterSettings } from "./parameter_rules.ts";
 * import { rmsprop } from "./rmsprop.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.tensor1d([1]));
 * const parameters = new Map([["w", w]]);
 * const optimizer = rmsprop(parameters, parameterSettings(parameters, [], 0));
 * // The first mean square is 0.01 * 25, its root 0.5: ten times less than the gradient.
 * optimizer.step(new Map([["w", tf.tensor1d([5])]]), tf.scalar(0.01));
 * if (Math.abs(w.dataSync()[0]! - 0.9) > 1e-6) throw new Error();
 * ```
 */
export function rmsprop(
  parameters: ReadonlyMap<string, tf.Variable>,
  settings: ReadonlyMap<string, ParameterSettings>,
  options: RmspropOptions = {},
): Optimizer {
  const { smoothing = 0.99, epsilon = 1e-8, momentum = 0, centered = false } =
    options;
  return groupedOptimizer(
    parameters,
    settings,
    rule({ smoothing, epsilon, momentum, centered }),
  );
}

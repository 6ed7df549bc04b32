import { sigmoid, tf } from "../../tensor/mod.ts";
import type { Initials, Scope } from "../parameters/mod.ts";
import { convBias } from "./conv_bias.ts";
import type { Layer } from "./layer.ts";
import { squeezeExcite } from "./squeeze_excite.ts";

/**
 * Concurrent spatial and channel squeeze and excitation, as segmentation_models.pytorch has it: x times a factor a
 * channel, plus x times a factor a pixel. Roy et al., 2018.
 *
 * @param scope Where the parameters stand (`cSE`, `sSE`).
 * @param channels Channels, at least 16.
 * @param initials Initial values of the three convolutions.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { HE_NORMAL, ParameterStore, Scope, seededValues } from "../parameters/mod.ts";
 * import { scse } from "./scse.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const layer = scse(new Scope(store), 16, HE_NORMAL);
 * store.create(seededValues(1));
 * const y = layer(tf.ones([1, 4, 4, 16]), { training: false });
 * if (y.shape.join() !== "1,4,4,16" || !store.parameters.has("sSE.0.bias")) throw new Error();
 * ```
 */
export function scse(
  scope: Scope,
  channels: number,
  initials: Initials,
): Layer {
  const channelFactors = squeezeExcite(scope, {
    names: ["cSE.1", "cSE.3"],
    channels,
    squeezed: Math.floor(channels / 16),
    activation: "relu",
    initials,
  });
  const pixelLogits = convBias(scope, "sSE.0", {
    inputs: channels,
    outputs: 1,
    kernel: 1,
    initials,
  });
  return (x, options) =>
    tf.tidy(() => {
      const factors = tf.add(
        channelFactors(x, options),
        sigmoid(pixelLogits(x, options)),
      );
      return tf.mul(x, factors);
    });
}

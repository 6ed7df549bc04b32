import { declareModel } from "../build_model.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import { blankValues, seededValues } from "../parameters/mod.ts";
import { decodeConfig, type NetworkConfig } from "./network_config.ts";
import { partParameters } from "./part_parameters.ts";

/** The network that the layers of one `LayersModel` share; it is built when the first layer needs it. */
export class NetworkSource {
  readonly config: NetworkConfig;
  #network: EncoderDecoder | undefined;
  #parameters: string[][] | undefined;

  /**
   * @param text The configuration as the layers store it.
   * @param network Where there is one already.
   */
  constructor(readonly text: string, network?: EncoderDecoder) {
    this.config = decodeConfig(text);
    this.#network = network;
  }

  /**
   * The network.
   *
   * @param blank Leave its parameters 0, because they are to be loaded; else they are drawn from seed 1.
   */
  network(blank = false): EncoderDecoder {
    return this.#network ??= declareModel(this.config.recipe, this.config)
      .create(blank ? blankValues : seededValues(1));
  }

  /** Names of the parameters that a part holds. */
  parametersOf(part: number): readonly string[] {
    this.#parameters ??= partParameters(
      this.network(),
      this.config.inputChannels,
    );
    return this.#parameters[part]!;
  }

  /** Frees the network where it was built. */
  dispose(): void {
    this.#network?.dispose();
  }
}

/** Held weakly: the layers hold it. */
let newest: WeakRef<NetworkSource> | undefined;

/**
 * The source of a layer that is made from its configuration. tfjs makes a model's layers one after the other, the first
 * part first; the others join the newest source of the same network.
 *
 * @param text The configuration.
 * @param part Which part the layer is.
 */
export function sourceFor(text: string, part: number): NetworkSource {
  const source = newest?.deref();
  if (part > 0 && source?.text === text) return source;
  const made = new NetworkSource(text);
  newest = new WeakRef(made);
  return made;
}

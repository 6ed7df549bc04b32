import { InputError } from "../../lib/core/input_error.ts";
import { DENO_VERSION, OLDEST_DENO, OLDEST_NODE } from "./pins.ts";

/**
 * Compares two versions number by number; what follows the third number is left out.
 *
 * @returns Below 0 where `a` is older, 0 where they are equal, above 0 where `a` is newer.
 *
 * @example
 * ```ts
 * import { compareVersions } from "./checks.ts";
 *
 * if (compareVersions("2.10.0", "2.9.3") <= 0) throw new Error();
 * ```
 */
export function compareVersions(a: string, b: string): number {
  const numbers = (version: string) =>
    [...version.matchAll(/\d+/g)].slice(0, 3).map(([digits]) => Number(digits));
  const [x, y] = [numbers(a), numbers(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Refuses a Deno that is too old to run the tasks.
 *
 * @param version As in `Deno.version.deno`.
 * @throws {InputError} Where it is older than 2.8.
 */
export function checkDeno(version: string): void {
  if (compareVersions(version, OLDEST_DENO) >= 0) return;
  throw new InputError(
    `Cannot set up: Deno must be 2.8 or later, current value is ${version}`,
    {
      remedy:
        `Run \`deno upgrade ${DENO_VERSION}\`, or start the task with \`npx -y deno@${DENO_VERSION} task ...\`.`,
    },
  );
}

/**
 * Refuses a Node that is too old, where the task was started through npx.
 *
 * @param userAgent The variable `npm_config_user_agent`, as in `npm/10.8.2 node/v20.20.2 linux x64`.
 * @throws {InputError} Where it names a Node older than 20.
 */
export function checkNode(userAgent: string | undefined): void {
  const version = /\bnode\/v?([\d.]+)/.exec(userAgent ?? "")?.[1];
  if (version === undefined || compareVersions(version, OLDEST_NODE) >= 0) {
    return;
  }
  throw new InputError(
    `Cannot set up: Node must be 20 or later, current value is ${version}`,
    {
      remedy:
        "Install a newer Node (https://nodejs.org, or `nvm install 22`), or Deno 2.8 itself, which needs no Node.",
    },
  );
}

/** The sizes of a file system, as `statfs` of `node:fs` gives them. */
export interface SpaceReading {
  /** Blocks free to this user. */
  readonly bavail: number;
  /** Bytes a block. */
  readonly bsize: number;
}

/**
 * Refuses to begin what would fill the disk.
 *
 * @param megabytes What is needed at the peak; 10^6 bytes.
 * @param purpose What it is needed for, as in "TensorFlow".
 * @param folder Where.
 * @param space The file system's reading for that folder.
 * @throws {InputError} Where less is free.
 */
export function checkSpace(
  megabytes: number,
  purpose: string,
  folder: string,
  space: SpaceReading,
): void {
  const free = Math.floor(space.bavail * space.bsize / 1e6);
  if (free >= megabytes) return;
  throw new InputError(
    `Cannot set up ${purpose}: free space on the disk must be at least ${megabytes} MB, current value is ${free} MB`,
    {
      file: folder,
      remedy:
        "Free some space, or move the project to a larger disk, and run the same command again: what is already there is kept.",
    },
  );
}

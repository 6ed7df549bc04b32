import { resolve } from "node:path";

/**
 * A path as the user meant it: relative to the folder in which the task was called, which `deno task` leaves for the
 * project's own.
 *
 * @param path As it was written.
 * @returns An absolute path.
 *
 * @example
 * ```ts
 * import { userPath } from "./user_path.ts";
 *
 * if (userPath("/data/mine") !== "/data/mine" || !userPath("mine").startsWith("/")) throw new Error();
 * ```
 */
export function userPath(path: string): string {
  return resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), path);
}

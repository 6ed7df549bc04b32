/** What Jupyter calls to learn how a value is shown. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** Representations of one value by media type; the viewer takes the richest it knows. */
export interface MediaBundle {
  readonly "text/plain": string;
  readonly "text/html"?: string;
  readonly "text/markdown"?: string;
  /** Base64. */
  readonly "image/png"?: string;
  /** Base64. */
  readonly "image/jpeg"?: string;
  readonly "application/vnd.plotly.v1+json"?: object;
}

/** A value that shows itself in a notebook, as the last expression of a cell or through `Deno.jupyter.display`. */
export interface Displayable {
  /** How it is shown. */
  [DISPLAY](): Promise<MediaBundle>;
}

/** Largest output, bytes: larger ones make notebooks slow to open and are refused by some viewers. */
const MOST_BYTES = 5_000_000;

/**
 * Makes a value that a notebook shows.
 *
 * @param make Gives the representations, once, when they are asked for.
 * @returns The value. Its display fails with a {@linkcode RangeError} where the representations exceed 5 MB.
 *
 * @example
 * ```ts
 * import { DISPLAY, displayable } from "./displayable.ts";
 *
 * const hello = displayable(() => ({ "text/plain": "hello" }));
 * if ((await hello[DISPLAY]())["text/plain"] !== "hello") throw new Error();
 * ```
 */
export function displayable(
  make: () => MediaBundle | Promise<MediaBundle>,
): Displayable {
  let made: Promise<MediaBundle> | undefined;
  const build = async () => {
    const bundle = await make();
    const size = Object.values(bundle).reduce<number>(
      (sum, part) =>
        sum + (typeof part === "string" ? part : JSON.stringify(part)).length,
      0,
    );
    if (size > MOST_BYTES) {
      throw new RangeError(
        `Cannot show the output: it must be at most ${MOST_BYTES} bytes, current value is ${size}; show fewer or smaller pictures`,
      );
    }
    return bundle;
  };
  return { [DISPLAY]: () => made ??= build() };
}

import { createHash } from "node:crypto";
import { InputError } from "../core/mod.ts";

/** A value of a setting. */
export type SettingValue = number | string | boolean;

/** One way to set all parameters. */
export type Setting = Readonly<Record<string, SettingValue>>;

/**
 * The key of a score: a hash of all that it depends on.
 *
 * @param scorer Name and version of the scoring function.
 * @param setting Parameters; their order does not matter.
 * @param map Hash of the map and its truth.
 *
 * @example
 * ```ts
 * import { scoreKey } from "./score_cache.ts";
 *
 * if (scoreKey("a", { x: 1, y: 2 }, "m") !== scoreKey("a", { y: 2, x: 1 }, "m")) throw new Error();
 * if (scoreKey("a", { x: 1 }, "m") === scoreKey("a", { x: "1" }, "m")) throw new Error();
 * ```
 */
export function scoreKey(
  scorer: string,
  setting: Setting,
  map: string,
): string {
  const text = JSON.stringify([scorer, settingText(setting), map]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** A setting as text that is the same whatever the order of its parameters. */
export function settingText(setting: Setting): string {
  const entries = Object.entries(setting);
  return JSON.stringify(entries.sort(([a], [b]) => a < b ? -1 : 1));
}

/**
 * Scores on disk, a JSON line each, so that a search that was interrupted goes on where it was. A line that was cut off
 * while it was written is passed over.
 *
 * @example
 * ```ts
 * import { ScoreCache } from "./score_cache.ts";
 *
 * const path = `${await Deno.makeTempDir()}/scores.jsonl`;
 * const cache = await ScoreCache.open(path);
 * await cache.put("key", .5);
 * cache.close();
 * if ((await ScoreCache.open(path, { readOnly: true })).get("key") !== .5) throw new Error();
 * ```
 */
export class ScoreCache {
  readonly #scores: Map<string, number>;
  readonly #file: Deno.FsFile | undefined;

  private constructor(scores: Map<string, number>, file?: Deno.FsFile) {
    this.#scores = scores;
    this.#file = file;
  }

  /** A cache that lasts as long as the program. */
  static inMemory(): ScoreCache {
    return new ScoreCache(new Map());
  }

  /**
   * Reads a file of scores, and opens it for more.
   *
   * @param path The file, which need not be there yet; its folder must.
   * @param options `readOnly` leaves it closed: what is put is not written.
   * @throws {InputError} Where a line other than the last is not a score.
   */
  static async open(
    path: string,
    { readOnly = false }: { readonly readOnly?: boolean } = {},
  ): Promise<ScoreCache> {
    const text = await Deno.readTextFile(path).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return "";
      throw error;
    });
    const lines = text.split("\n");
    // Behind the last line's end there is nothing, or what was cut off.
    const cut = lines.pop();
    const scores = new Map(lines.map((line, i) => readLine(line, i, path)));
    if (readOnly) return new ScoreCache(scores);
    const file = await Deno.open(path, { append: true, create: true });
    if (cut) {
      await file.truncate(
        new TextEncoder().encode(text).length -
          new TextEncoder().encode(cut).length,
      );
    }
    return new ScoreCache(scores, file);
  }

  /** Scores that are known. */
  get size(): number {
    return this.#scores.size;
  }

  /** The score; `undefined` where it is not known, NaN where it is known that there is none. */
  get(key: string): number | undefined {
    return this.#scores.get(key);
  }

  /**
   * Keeps a score.
   *
   * @throws {InputError} Where it is infinite.
   */
  async put(key: string, score: number): Promise<void> {
    if (Math.abs(score) === Infinity) {
      throw new InputError(
        `Cannot keep a score: it must be finite, or NaN for none, current value is ${score}`,
      );
    }
    this.#scores.set(key, score);
    if (!this.#file) return;
    // JSON has no NaN: null stands for it.
    const line = JSON.stringify({ key, score });
    const bytes = new TextEncoder().encode(`${line}\n`);
    for (let written = 0; written < bytes.length;) {
      written += await this.#file.write(bytes.subarray(written));
    }
  }

  /** Closes the file. */
  close(): void {
    this.#file?.close();
  }
}

function readLine(line: string, index: number, path: string): [string, number] {
  try {
    const { key, score } = JSON.parse(line);
    if (
      typeof key === "string" && (score === null || typeof score === "number")
    ) {
      return [key, score ?? NaN];
    }
  } catch {
    // Refused below, with the same words.
  }
  throw new InputError(
    `Cannot read the scores: line ${
      index + 1
    } must be {"key": text, "score": number}, current value is ${
      line.slice(0, 60)
    }`,
    { file: path, remedy: "Remove the file; the search then begins anew." },
  );
}

import { InputError } from "../core/mod.ts";
import type { EpochEvent, StepEvent, ValidationEvent } from "./events.ts";
import { ResumableFile } from "./resumable_file.ts";

/** One line of `log.jsonl`: an event without what depends on the clock. */
export type LogLine =
  | Omit<StepEvent, "secondsLeft">
  | Omit<EpochEvent, "seconds" | "waitShare">
  | ValidationEvent;

/** Appends lines of JSON to a file, which can be cut back to where a checkpoint was taken. */
export class TrainingLog {
  readonly #file: ResumableFile;

  private constructor(file: ResumableFile) {
    this.#file = file;
  }

  /**
   * Opens a log and cuts off what was written after the checkpoint, so that no line is doubled.
   *
   * @param path Its folder exists.
   * @param keep Bytes to keep; 0 starts anew.
   * @throws {InputError} Where the file is shorter.
   */
  static async open(path: string, keep: number): Promise<TrainingLog> {
    return new TrainingLog(await ResumableFile.open(path, keep));
  }

  /** Length of the file. */
  get bytes(): number {
    return this.#file.bytes;
  }

  /** Adds a line. */
  append(line: LogLine): void {
    this.#file.append(new TextEncoder().encode(JSON.stringify(line) + "\n"));
  }

  /** Waits until all lines are on the disk. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}

/**
 * Reads a training log. A torn last line (the training was killed while it was written) is left out.
 *
 * @param path `log.jsonl` of a fold.
 * @returns Its lines, in order.
 * @throws {InputError} Where the file is missing or another line is broken; names the line.
 *
 * @example
 * ```ts
 * import { readTrainingLog } from "./training_log.ts";
 *
 * const path = `${await Deno.makeTempDir()}/log.jsonl`;
 * await Deno.writeTextFile(path, '{"type":"validation","epoch":1,"meanDice":0.5,"dice":{}}\n{"type":"st');
 * const lines = await readTrainingLog(path);
 * if (lines.length !== 1 || lines[0]!.type !== "validation") throw new Error();
 * ```
 */
export async function readTrainingLog(path: string): Promise<LogLine[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new InputError("Cannot read the training log: it is missing", {
      file: path,
      remedy: "Train the fold first (notebook 04).",
      cause,
    });
  }
  // What follows the last line break is empty or torn.
  return text.split("\n").slice(0, -1).map((line, i) => {
    try {
      return JSON.parse(line) as LogLine;
    } catch (cause) {
      throw new InputError(
        `Cannot read the training log: line ${
          i + 1
        } must be JSON, current value is ${JSON.stringify(line.slice(0, 80))}`,
        {
          file: path,
          remedy: "Delete the fold's folder and train it again.",
          cause,
        },
      );
    }
  });
}

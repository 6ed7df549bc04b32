import { ResumableFile } from "../resumable_file.ts";
import { encodeEventRecord } from "./event_record.ts";

/**
 * Appends scalars to a TensorBoard event file, which can be cut back to where a checkpoint was taken: a training that
 * was killed and gone on with has each scalar once. The times of day in it differ from run to run, its length does not.
 *
 * @example
 * ```ts
 * import { EventLog } from "./event_log.ts";
 *
 * const path = `${await Deno.makeTempDir()}/events.out.tfevents.0.fold`;
 * const log = await EventLog.open(path, 0);
 * const { bytes } = log;
 * log.add(1, { "train/loss": 0.5 });
 * log.close();
 * const again = await EventLog.open(path, bytes);
 * if (again.bytes !== bytes) throw new Error();
 * again.close();
 * ```
 */
export class EventLog {
  readonly #file: ResumableFile;

  private constructor(file: ResumableFile) {
    this.#file = file;
  }

  /**
   * Opens a file and cuts off what was written after the checkpoint.
   *
   * @param path Its folder exists; TensorBoard wants `tfevents` in its name.
   * @param keep Bytes to keep; 0 starts anew.
   * @throws {InputError} Where the file is shorter.
   */
  static async open(path: string, keep: number): Promise<EventLog> {
    const file = await ResumableFile.open(path, keep);
    if (keep === 0) {
      file.append(encodeEventRecord({ kind: "version", time: now() }));
    }
    return new EventLog(file);
  }

  /** Length of the file. */
  get bytes(): number {
    return this.#file.bytes;
  }

  /** Adds values by tag, such as `train/loss`, after so many steps. */
  add(step: number, values: Readonly<Record<string, number>>): void {
    this.#file.append(
      encodeEventRecord({ kind: "scalars", time: now(), step, values }),
    );
  }

  /** Waits until all is on the disk. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}

const now = () => Date.now() / 1000;

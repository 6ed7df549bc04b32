import { InputError } from "../core/mod.ts";

/** A file that is appended to, and can be cut back to where a checkpoint was taken. */
export class ResumableFile {
  readonly #file: Deno.FsFile;
  #bytes: number;

  private constructor(file: Deno.FsFile, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /**
   * Opens a file and cuts off what was written after the checkpoint, so that nothing is doubled.
   *
   * @param path Its folder exists.
   * @param keep Bytes to keep; 0 starts anew.
   * @throws {InputError} Where the file is shorter.
   */
  static async open(path: string, keep: number): Promise<ResumableFile> {
    const file = await Deno.open(path, {
      create: true,
      read: true,
      write: true,
    });
    try {
      const { size } = await file.stat();
      if (size < keep) {
        throw new InputError(
          `Cannot go on with the training: the log must have at least ${keep} bytes, current value is ${size}`,
          {
            file: path,
            remedy: "Put the log back, or delete the fold's folder.",
          },
        );
      }
      await file.truncate(keep);
      await file.seek(keep, Deno.SeekMode.Start);
      return new ResumableFile(file, keep);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Length of the file. */
  get bytes(): number {
    return this.#bytes;
  }

  append(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length;) {
      written += this.#file.writeSync(bytes.subarray(written));
    }
    this.#bytes += bytes.length;
  }

  /** Waits until all is on the disk. */
  async sync(): Promise<void> {
    await this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}

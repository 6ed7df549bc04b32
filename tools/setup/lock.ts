import { InputError } from "../../lib/core/input_error.ts";
import { endProcess, type ProcessMark, startTime } from "./process.ts";
import { readState } from "./step.ts";

/** What the holder of the lock can tell those who come after it. */
export interface LockHandle {
  /** Remembers the child that works now, so that an orphan of a killed set-up is ended before the next one works. */
  setChild(pid: number | undefined): Promise<void>;
}

function isProcessMark(value: unknown): value is ProcessMark {
  return typeof value === "object" && value !== null && "pid" in value &&
    typeof value.pid === "number" && "started" in value &&
    typeof value.started === "string";
}

/** Ends the child that a killed set-up left behind: it would go on writing into what is made anew. */
async function endOrphan(path: string): Promise<void> {
  const child = await readState(path);
  if (isProcessMark(child)) await endProcess(child);
}

/**
 * Does work that only one set-up of a project may do at a time; a second one waits. The system frees the lock when
 * its holder ends, however it ends, so that no stale lock is ever left.
 *
 * @param folder Where the lock lies, made where it is missing.
 * @param onWait Called once, where another process holds the lock, with that process's number.
 * @param work What is done under the lock.
 * @returns What `work` gave.
 * @throws {InputError} Where the folder cannot be written.
 */
export async function withLock<T>(
  folder: string,
  onWait: (holder: string) => void,
  work: (handle: LockHandle) => Promise<T>,
): Promise<T> {
  let file: Deno.FsFile;
  try {
    await Deno.mkdir(folder, { recursive: true });
    file = await Deno.open(`${folder}/lock`, {
      create: true,
      read: true,
      write: true,
    });
  } catch (cause) {
    throw new InputError("Cannot set up: project folder must be writable", {
      file: folder,
      remedy:
        "Clone the project into a folder of your own, or mend the owner of this one with chown.",
      cause,
    });
  }
  const childPath = `${folder}/child.json`;
  try {
    if (!await file.tryLock(true)) {
      const holder = await Deno.readTextFile(`${folder}/lock`).catch(() => "");
      onWait(holder.trim() || "unknown");
      await file.lock(true);
    }
    await file.truncate();
    await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
    await endOrphan(childPath);
    return await work({
      async setChild(pid) {
        if (pid === undefined) {
          await Deno.remove(childPath).catch(() => {});
          return;
        }
        const started = await startTime(pid);
        if (started !== undefined) {
          await Deno.writeTextFile(childPath, JSON.stringify({ pid, started }));
        }
      },
    });
  } finally {
    file.close();
  }
}

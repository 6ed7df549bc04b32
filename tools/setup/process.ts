/** A process, told by the time it started from a later one that was given the same number. */
export interface ProcessMark {
  readonly pid: number;
  readonly started: string;
}

async function ps(...args: string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command("ps", { args, stderr: "null" })
      .output();
    return new TextDecoder().decode(stdout);
  } catch {
    return "";
  }
}

/** The fields of `/proc/<pid>/stat` after the name, which is in brackets and may hold spaces: state, parent, ... */
async function readStat(pid: string | number): Promise<string[]> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat === "" ? [] : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** When a process started, in the system's own words; `undefined` where there is none or it has ended. */
export async function startTime(pid: number): Promise<string | undefined> {
  if (Deno.build.os !== "linux") {
    return (await ps("-o", "lstart=", "-p", String(pid))).trim() || undefined;
  }
  const stat = await readStat(pid);
  return stat[0] === "Z" ? undefined : stat[19];
}

/** Every process and its parent. */
async function parents(): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  if (Deno.build.os !== "linux") {
    for (const line of (await ps("-axo", "pid=,ppid=")).split("\n")) {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      if (pid && parent) found.set(pid, parent);
    }
    return found;
  }
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number((await readStat(name))[1]);
    if (parent > 0) found.set(Number(name), parent);
  }
  return found;
}

/** A process and all that it started, itself first. */
export async function processTree(pid: number): Promise<number[]> {
  const parentOf = await parents();
  const tree = [pid];
  for (const member of tree) {
    for (const [child, parent] of parentOf) {
      if (parent === member) tree.push(child);
    }
  }
  return tree;
}

/**
 * Ends a process with all that it started, where it is still the one that is meant, and waits until it is gone.
 *
 * @param mark The process.
 */
export async function endProcess(mark: ProcessMark): Promise<void> {
  if (await startTime(mark.pid) !== mark.started) return;
  for (const pid of await processTree(mark.pid)) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in the meantime.
    }
  }
  for (let tries = 0; tries < 100; tries++) {
    if (await startTime(mark.pid) !== mark.started) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

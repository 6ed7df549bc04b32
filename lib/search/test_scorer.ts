import { InputError } from "../core/mod.ts";
import type { SettingTask } from "./setting_search.ts";

/** Highest at x = top, y = 2 and kind "plain". */
export function parabola(
  { settings, source }: SettingTask<{ readonly top: number }>,
): number[] {
  return settings.map(({ x, y, kind }) => {
    const low = kind === "low" ? .5 : 0;
    return 1 - .01 * (Number(x) - source.top) ** 2 -
      .02 * (Number(y) - 2) ** 2 - low;
  });
}

/** What the source lists. */
export function listed(
  { settings, source }: SettingTask<readonly number[]>,
): number[] {
  return settings.map((setting) => source[Number(setting["x"])]!);
}

/** What the source's table has in row x, column y. */
export function tabled(
  { settings, source }: SettingTask<readonly (readonly number[])[]>,
): number[] {
  return settings.map(({ x, y }) => source[Number(x)]![Number(y)]!);
}

/** Gives the task back. */
export function echo(task: unknown): unknown {
  return task;
}

/** Gives a copy of the task, which nothing else holds. */
export function copy(task: unknown): unknown {
  return structuredClone(task);
}

/** Refuses its task. */
export function refuse(task: unknown): never {
  throw new InputError(
    `Cannot score: task must be 2, current value is ${task}`,
  );
}

/** Never ends. */
export function endless(): Promise<never> {
  return new Promise(() => setInterval(() => {}, 1000));
}

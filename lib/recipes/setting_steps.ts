import { makesMask, postprocessSchema } from "./postprocess_schema.ts";
import type { PostprocessStep } from "./postprocess_step.ts";
import type { SettingsRecipe } from "./search_recipe.ts";
import { valueAt } from "./value_at.ts";

/** One way to set what is searched, by the paths of {@linkcode SettingsRecipe}. */
export type StepSetting = Readonly<Record<string, number | string | boolean>>;

/** What is set at a path of the steps; `true` at the index of a step; `undefined` where there is nothing. */
function settingAt(steps: readonly PostprocessStep[], path: string): unknown {
  const keys = path.split(".");
  if (!/^\d+$/.test(keys[0]!)) return undefined;
  const value = valueAt(steps, keys);
  return keys.length === 1 && value !== undefined ? true : value;
}

/**
 * The recipe's own setting, from which a search begins.
 *
 * @param steps The recipe's `postprocess`.
 * @param space What is searched.
 *
 * @example
 * ```ts
 * import { ownSetting } from "./setting_steps.ts";
 *
 * const steps = [{ name: "threshold", threshold: 0.5 }, { name: "fill_holes" }] as const;
 * const own = ownSetting(steps, { "0.threshold": [0.4, 0.5], "1": [true, false] });
 * if (own["0.threshold"] !== 0.5 || own["1"] !== true) throw new Error();
 * ```
 */
export function ownSetting(
  steps: readonly PostprocessStep[],
  space: SettingsRecipe["space"],
): StepSetting {
  const own = Object.entries(space).map(([path, values]) => {
    const value = settingAt(steps, path);
    return [path, values.find((one) => one === value) ?? values[0]!] as const;
  });
  return Object.fromEntries(own);
}

/**
 * The steps with other settings, and without those that are not used.
 *
 * @param steps The recipe's `postprocess`.
 * @param setting A value for each path that is to change.
 * @returns `undefined` where the values do not go together (a low threshold above the high one), or no step would make
 * a mask any more.
 *
 * @example
 * ```ts
 * import { stepsAt } from "./setting_steps.ts";
 *
 * const steps = [{ name: "threshold", threshold: 0.5 }, { name: "fill_holes" }] as const;
 * const changed = stepsAt(steps, { "0.threshold": 0.4, "1": false });
 * if (JSON.stringify(changed) !== '[{"name":"threshold","threshold":0.4}]') throw new Error();
 * ```
 */
export function stepsAt(
  steps: readonly PostprocessStep[],
  setting: StepSetting,
): PostprocessStep[] | undefined {
  const changed: unknown[] = structuredClone([...steps]);
  const unused = new Set<number>();
  for (const [path, value] of Object.entries(setting)) {
    const keys = path.split(".");
    const last = keys.pop()!;
    if (keys.length === 0) {
      if (value === false) unused.add(Number(last));
      continue;
    }
    const parent = valueAt(changed, keys);
    if (typeof parent === "object" && parent !== null) {
      Reflect.set(parent, last, value);
    }
  }
  const used = changed.filter((_, i) => !unused.has(i));
  if (used.length === 0) return makesMask(steps) ? undefined : [];
  const { success, data } = postprocessSchema.safeParse(used);
  return success && makesMask(data) === makesMask(steps) ? data : undefined;
}

/**
 * What is wrong with a space of settings, in words; nothing where it is right.
 *
 * @param steps The recipe's `postprocess`.
 * @param space What is searched.
 */
export function spaceFaults(
  steps: readonly PostprocessStep[],
  space: SettingsRecipe["space"],
): string[] {
  return Object.entries(space).flatMap(([path, values]) => {
    const own = settingAt(steps, path);
    const at = `search.settings.space["${path}"]`;
    if (own === undefined) {
      return [
        `${at} must be the path of a value in postprocess, current value is none there`,
      ];
    }
    if (!values.some((value) => value === own)) {
      return [
        `${at} must hold the recipe's own value ${
          JSON.stringify(own)
        }, current value is ${JSON.stringify(values)}`,
      ];
    }
    const wrong = values.filter((value) =>
      /^\d+$/.test(path) && typeof value !== "boolean" ||
      !fits(steps, space, path, value)
    );
    return wrong.map((value) =>
      `${at} must hold values that the step takes, current value is ${
        JSON.stringify(value)
      }`
    );
  });
}

/** Whether a value goes with the recipe's own others, or with another value of one of them. */
function fits(
  steps: readonly PostprocessStep[],
  space: SettingsRecipe["space"],
  path: string,
  value: StepSetting[string],
): boolean {
  const others = Object.entries(space).flatMap(([other, values]) =>
    other === path ? [] : values.map((one) => ({ [other]: one }))
  );
  return [{}, ...others].some((other) =>
    stepsAt(steps, { ...other, [path]: value }) !== undefined
  );
}

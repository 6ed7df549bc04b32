import { chooseJointly } from "./choose_jointly.ts";
import { nearBest } from "./near_best.ts";
import { settingText, type SettingValue } from "./score_cache.ts";
import { ScoreTable } from "./score_table.ts";
import type { ScoredSettingMaps, SettingSpace } from "./setting_search.ts";

/** The scores of settings as those of points. */
function tableOf(scored: readonly ScoredSettingMaps[]): ScoreTable {
  const table = new ScoreTable(scored.length);
  scored[0]!.scores.forEach((_, map) =>
    table.add(0, Float64Array.from(scored, ({ scores }) => scores[map]!))
  );
  return table;
}

/** What was found; the best of all where it is surely worse: each parameter may have given up a little. */
export function nearestOf(
  all: readonly ScoredSettingMaps[],
  found: ScoredSettingMaps,
  tolerance: number | undefined,
): ScoredSettingMaps {
  const near = nearBest(tableOf(all), { tolerance });
  return near[all.indexOf(found)] ? found : bestOf(all);
}

function bestOf(all: readonly ScoredSettingMaps[]): ScoredSettingMaps {
  return all.reduce((best, one) =>
    one.mean > best.mean || Number.isNaN(best.mean) ? one : best
  );
}

/** Index of the value to take, as `searchMaps` takes a point of its grid; 0 where none has a score. */
export function flatBest(
  scored: readonly ScoredSettingMaps[],
  values: readonly SettingValue[],
  tolerance: number | undefined,
): number {
  const table = tableOf(scored);
  const ordered = values.every((value) => typeof value === "number");
  const chosen = chooseJointly([{
    ...table.totals(),
    shape: [values.length],
    steps: [new Array(values.length - 1).fill(ordered ? 1 : 0)],
    allowed: nearBest(table, { tolerance }),
  }]);
  return chosen?.points[0] ?? 0;
}

/**
 * Of settings drawn at random the one to take: near the best, with good neighbours. A step along each parameter of
 * numbers counts by thirds, as in a grid; where a neighbour was not drawn the setting stands for it.
 */
export function flatSetting(
  all: readonly ScoredSettingMaps[],
  space: SettingSpace,
  tolerance: number | undefined,
): ScoredSettingMaps {
  const means = new Map(
    all.map(({ setting, mean }) => [settingText(setting), mean]),
  );
  const ordered = Object.entries(space).filter(([, values]) =>
    values.every((value) => typeof value === "number")
  );
  const worth = ({ setting, mean }: ScoredSettingMaps) => {
    let sum = 0;
    for (const [name, values] of ordered) {
      const at = values.indexOf(setting[name]!);
      for (const value of [values[at - 1], values[at + 1]]) {
        const found = value === undefined
          ? undefined
          : means.get(settingText({ ...setting, [name]: value }));
        sum += (found !== undefined && found === found ? found : mean) - mean;
      }
    }
    return mean + sum / (3 * ordered.length || 1);
  };
  const near = nearBest(tableOf(all), { tolerance });
  let best = bestOf(all);
  for (const one of all.filter((_, s) => near[s])) {
    let more = worth(one) - worth(best);
    if (Math.abs(more) <= 1e-12) more = one.mean - best.mean;
    if (more > 0) best = one;
  }
  return best;
}

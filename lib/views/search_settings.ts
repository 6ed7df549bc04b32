import { type Figure, lines } from "../plots/mod.ts";
import type {
  SearchedSettings,
  ThresholdFile,
} from "../stages/threshold_file.ts";
import { metricTitle, searchBasis } from "./search_text.ts";

/** A path in the recipe's steps as a reader would say it: "minimum area of remove small". */
function settingName(path: string, { steps }: SearchedSettings): string {
  const [index, ...keys] = path.split(".");
  const step = steps?.[Number(index)]?.name.replaceAll("_", " ");
  if (step === undefined) return path;
  const key = keys.at(-1)?.replaceAll(
    /[A-Z]/g,
    (letter) => ` ${letter.toLowerCase()}`,
  );
  return key === undefined ? step : `${key} of ${step}`;
}

/** A value that was tried; of a whole step whether it is used. */
const valueName = (value: number | string | boolean | undefined) =>
  typeof value === "boolean" ? (value ? "used" : "not used") : String(value);

/** Whether the step of a path is used at all. */
const isUsed = (path: string, setting: SearchedSettings["choice"]) =>
  setting[path.split(".")[0]!] !== false;

/**
 * What the search of the recipe's own settings found, in words.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { settingText } from "./search_settings.ts";
 *
 * if (!settingText(await exampleSearch()).includes("no steps of its own")) throw new Error();
 * ```
 */
export function settingText({ settings }: ThresholdFile): string {
  if (!settings) {
    return "This recipe has no steps of its own whose settings could be searched.";
  }
  const { method, evaluated, mean, start, choice } = settings;
  const own = evaluated.find(({ setting }) =>
    Object.entries(start).every(([path, value]) => setting[path] === value)
  );
  const changed = Object.entries(choice).filter(([path, value]) =>
    start[path] !== value
  ).map(([path, value]) =>
    `${settingName(path, settings)} from ${valueName(start[path])} to ${
      valueName(value)
    }`
  );
  return `The ${method} search tried ${evaluated.length} settings. The best scores ${
    mean.toFixed(4)
  }${own ? `, the recipe's own ${own.mean.toFixed(4)}` : ""}; it changes ${
    changed.length > 0 ? changed.join(", ") : "nothing"
  }.`;
}

/**
 * Mean scores along each setting that was searched: the best that was found with each of its values, its step used.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns One figure a setting of numbers.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { settingFigures } from "./search_settings.ts";
 *
 * if (settingFigures(await exampleSearch()).length !== 0) throw new Error();
 * ```
 */
export function settingFigures(search: ThresholdFile): Figure[] {
  const { settings, metric } = search;
  if (!settings) return [];
  const { space, choice, evaluated } = settings;
  return Object.entries(space).flatMap(([path, values]) => {
    const numbers = values.filter((value) => typeof value === "number");
    if (numbers.length < 2) return [];
    const best = numbers.map((value) =>
      evaluated.filter(({ setting }) =>
        setting[path] === value && isUsed(path, setting)
      )
        .reduce((top, { mean }) => Math.max(top, mean), -Infinity)
    );
    return [lines({
      title: `Setting: ${settingName(path, settings)}`,
      note: `the best of ${evaluated.length} settings that have each value`,
      x: { label: path, even: true },
      y: { label: `Mean ${metricTitle(metric)}` },
      series: [{ name: "best", x: numbers, y: best }],
      marks: typeof choice[path] === "number" && isUsed(path, choice)
        ? [{ x: choice[path], label: `chosen ${choice[path]}` }]
        : [],
      basis: searchBasis(search),
    })];
  });
}

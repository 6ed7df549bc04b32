import { meanScore } from "../metrics/mod.ts";
import {
  makesMask,
  ownSetting,
  type PostprocessStep,
  type Recipe,
  stepsAt,
} from "../recipes/mod.ts";
import {
  gainOf,
  gridWarnings,
  type MapSearchResult,
  type MapSource,
  type PixelMetric,
  searchSettings,
  type SettingProgress,
  type SettingSearchResult,
  type StepsShared,
  type StepsSource,
  type TaskPool,
} from "../search/mod.ts";
import { stepsOfPoint } from "./grid_steps.ts";
import type {
  SearchCandidate,
  SearchedSettings,
  StepsGain,
} from "./threshold_file.ts";

/** A candidate with all that its place among the others is decided by. */
export interface Candidate extends Omit<SearchCandidate, "allowed" | "mean"> {
  /** One an image: on the images that it was chosen on. */
  readonly own: readonly number[];
  /** One an image: by what the other folds chose; without folds as `own`. */
  readonly worth: readonly number[];
  /** Why its gain on unseen folds is not known, where a fold leaves the others no choice. */
  readonly noGain?: string;
  /** Its own warnings, should it be chosen. */
  readonly warnings: readonly string[];
}

type Images = MapSearchResult["images"];

/** Threshold .5 and nothing else. */
export function plainCandidate(images: Images): Candidate {
  const scores = images.map(({ before }) => before);
  return {
    name: "threshold 0.5",
    steps: [{ name: "threshold", threshold: .5 }],
    unseen: meanScore(scores),
    own: scores,
    worth: scores,
    warnings: [],
  };
}

/** What the grid's search chose. */
export function gridCandidate(found: MapSearchResult): Candidate {
  const { grid, choice, images, gain, noGain } = found;
  const stepsOf = (setting: Readonly<Record<string, number>>) =>
    stepsOfPoint(grid, setting);
  const own = images.map(({ after }) => after);
  const worth = images.map(({ after, unseen }) => unseen ?? after);
  return {
    name: `${grid.kind} search`,
    steps: stepsOf(choice.setting),
    own,
    worth,
    ...(gain
      ? {
        unseen: meanScore(worth),
        gain: {
          ...gain,
          folds: gain.folds.map((fold) => ({
            ...fold,
            choice: stepsOf(fold.choice.setting),
          })),
        },
      }
      : {}),
    ...(noGain ? { noGain } : {}),
    warnings: gridWarnings(grid, choice),
  };
}

/** What the search of the recipe's steps goes by. */
export interface StepsSearchOptions {
  readonly recipe: Pick<Recipe, "search">;
  /** The recipe's. */
  readonly steps: readonly PostprocessStep[];
  readonly metric: PixelMetric;
  readonly seed: number;
  /** The maps, in the order of the images of `found`. */
  readonly sources: readonly MapSource[];
  /** Hash of what the maps depend on. */
  readonly maps: string;
  /** The grid's search. */
  readonly found: MapSearchResult;
  /** JSON-lines file of the scores. */
  readonly cache?: string;
  readonly pool: TaskPool;
  readonly signal?: AbortSignal;
  readonly onProgress: (progress: SettingProgress) => void;
}

/** Change it when a step's result changes: scores of earlier runs are then not used. */
const STEPS_VERSION = "1";

/** The recipe's steps with the best settings; where they make no mask, after what the grid's search chose. */
export async function stepsCandidate(
  options: StepsSearchOptions,
): Promise<{ candidate: Candidate; settings: SearchedSettings }> {
  const { recipe, steps, metric, found, sources, maps, seed } = options;
  const { tolerance, settings: asked } = recipe.search;
  const { method = "coordinate", space = {}, ...limits } = asked ?? {};
  const start = ownSetting(steps, space);
  const before = leadingSteps(steps, found);
  // Steps behind a choice that folds had a say in cannot be scored as unseen by these.
  const noLead = makesMask(steps) ? undefined : found.noGain;
  const result = await searchSettings<StepsSource, StepsShared>({
    space,
    maps: sources.map(({ id, fold, group: _, ...source }) => ({
      id,
      ...(noLead ? {} : { fold }),
      hash: `${maps} ${id}`,
      source,
    })),
    scorer: {
      module: import.meta.resolve("../search/score_steps.ts"),
      name: "scoreStepSettings",
    },
    scorerVersion: STEPS_VERSION,
    shared: (without) => ({ before: before(without), steps, metric }),
    method,
    start,
    ...limits,
    ...(tolerance === undefined ? {} : { tolerance }),
    seed,
    ...(options.cache === undefined ? {} : { cache: options.cache }),
    pool: options.pool,
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: options.onProgress,
  });
  const stepsWith = (setting: typeof start, without?: number) => [
    ...before(without),
    ...stepsAt(steps, setting)!,
  ];
  const worth = worthOf(result, sources);
  const gain = gainOfSteps(result, found.images, worth, seed, stepsWith);
  const { choice, evaluated, noGain = noLead } = result;
  const settings = {
    steps,
    method,
    space,
    start,
    choice: choice.setting,
    mean: choice.mean,
    evaluated: evaluated.map(({ setting, mean }) => ({ setting, mean })),
  };
  return {
    candidate: {
      name: "recipe's steps",
      steps: stepsWith(choice.setting),
      own: choice.scores,
      worth,
      ...(gain ? { unseen: meanScore(worth), gain } : {}),
      ...(noGain ? { noGain } : {}),
      warnings: spaceWarnings(settings),
    },
    settings,
  };
}

/** The steps that go before the recipe's: none where those make a mask of the map themselves. */
function leadingSteps(
  steps: readonly PostprocessStep[],
  { grid, choice, gain }: MapSearchResult,
): (without?: number) => PostprocessStep[] {
  return (without) => {
    if (makesMask(steps)) return [];
    const fold = gain?.folds.find((one) => one.fold === without);
    return stepsOfPoint(grid, (fold?.choice ?? choice).setting);
  };
}

/** Each image's score by what the other folds chose. */
function worthOf(
  { choice, folds }: SettingSearchResult,
  sources: readonly MapSource[],
): number[] {
  const left = new Map(folds.map(({ fold, unseen }) => [fold, [...unseen]]));
  return sources.map(({ fold }, i) =>
    left.get(fold)?.shift() ?? choice.scores[i]!
  );
}

function gainOfSteps(
  { folds }: SettingSearchResult,
  images: Images,
  worth: readonly number[],
  seed: number,
  stepsWith: (
    setting: SettingSearchResult["choice"]["setting"],
    without?: number,
  ) => PostprocessStep[],
): StepsGain | undefined {
  if (folds.length === 0) return undefined;
  const scored = images.map((image, i) => ({ ...image, unseen: worth[i]! }));
  const others = new Map(
    folds.map(({ fold, choice }) => [fold, stepsWith(choice, fold)]),
  );
  return gainOf<readonly PostprocessStep[]>(scored, others, seed);
}

/** Says so where a chosen number lies at an end of what was tried. */
function spaceWarnings({ space, choice }: SearchedSettings): string[] {
  return Object.entries(space).flatMap(([path, values]) => {
    const numbers = values.filter((value) => typeof value === "number");
    const value = choice[path];
    if (numbers.length < values.length || values.length < 3) return [];
    const ends: unknown[] = [Math.min(...numbers), Math.max(...numbers)];
    if (!ends.includes(value)) return [];
    return [
      `The chosen ${path} ${value} is at the end of what was tried: widen search.settings.space.`,
    ];
  });
}

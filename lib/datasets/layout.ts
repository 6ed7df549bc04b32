import { InputError } from "../core/mod.ts";
import { assignIds } from "./assign_ids.ts";
import type {
  Dataset,
  DatasetOptions,
  LeftOut,
  SampleRecord,
} from "./dataset.ts";
import type { ListedFile } from "./list_images.ts";
import { type LoadSpec, sampleLoader } from "./load_sample.ts";

/** A layout's look at a folder: what it lists before ids and groups are given. */
export interface Listing {
  readonly kind: Dataset["kind"];
  readonly submission: Dataset["submission"];
  /** Images with their label files. */
  readonly pairs: readonly (readonly [image: ListedFile, label: ListedFile])[];
  /** Images to predict. */
  readonly unlabelled: readonly ListedFile[];
  /** What is wrong with single files. */
  readonly problems: readonly InputError[];
  /** How they are read. */
  readonly loading: LoadSpec;
}

/** The sample's group: what the pattern's first capture group holds. */
function groupOf(id: string, pattern: RegExp | undefined): string | undefined {
  return pattern ? pattern.exec(id)?.[1] : id;
}

function compilePattern(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  let reason: string;
  try {
    const pattern = new RegExp(text);
    // An empty alternative always matches, so the result's length tells the number of capture groups.
    if (new RegExp(`${text}|`).exec("")!.length > 1) return pattern;
    reason = "it has no capture group";
  } catch (error) {
    reason = String(error);
  }
  throw new InputError(
    `Cannot group the images: group must be a regular expression with a capture group, current value is ${
      JSON.stringify(text)
    } (${reason})`,
    { remedy: "Put what names the patient in parentheses, as in ^(case\\d+)_" },
  );
}

/** Fails with the first problem, unless bad files are to be left out. */
export function settleProblems(
  problems: readonly InputError[],
  skipBad: boolean | undefined,
): LeftOut[] {
  const first = problems[0];
  if (first && !skipBad) {
    const more = problems.length - 1;
    throw new InputError(
      more === 0
        ? first.message.split("\n")[0]!
        : `${first.message.split("\n")[0]} (and ${more} more like it)`,
      {
        ...first.file === undefined ? {} : { file: first.file },
        ...first.remedy === undefined ? {} : { remedy: first.remedy },
        cause: first,
      },
    );
  }
  return problems.map((problem) => ({
    file: problem.file ?? "",
    reason: problem.message,
  }));
}

const byId = (a: SampleRecord, b: SampleRecord) => a.id < b.id ? -1 : 1;

/**
 * Finishes a listing: ids, groups, order; bad files are refused or left out.
 *
 * @param root Absolute path of the dataset's folder.
 * @param name A short name for titles.
 * @param synthetic Whether this project drew the pictures.
 * @param listing What the layout found.
 * @param options The person's options.
 * @throws {InputError} Where a file is bad and `skipBad` is not set, no pair is left, or the group pattern does not
 * fit a labelled id.
 */
export function finishDataset(
  root: string,
  name: string,
  synthetic: boolean,
  listing: Listing,
  options: DatasetOptions,
): Dataset {
  const { pairs, unlabelled, problems, kind, submission, loading } = listing;
  const pattern = compilePattern(options.group);
  const leftOut = settleProblems(problems, options.skipBad);
  if (pairs.length === 0) {
    throw new InputError(
      "Cannot open the dataset: it must hold at least one image with a label, current number is 0" +
        (leftOut.length > 0 ? `; ${leftOut.length} files were left out` : ""),
      {
        file: root,
        remedy:
          "Put images and labels there as data/README.md shows, or mend those that were left out.",
      },
    );
  }
  const ids = assignIds(pairs.map(([image]) => image.stem));
  const labelled = pairs.map(([image, label], i): SampleRecord => {
    const id = ids[i]!;
    const group = groupOf(id, pattern);
    if (group === undefined) {
      throw new InputError(
        `Cannot group the images: the pattern must fit every id, it does not fit ${
          JSON.stringify(id)
        }`,
        { file: image.path, remedy: `Mend --group, now ${options.group}` },
      );
    }
    return { id, group, imagePath: image.path, labelPath: label.path };
  });
  const taken = new Set(ids.map((id) => id.toLowerCase()));
  const plain = assignIds(unlabelled.map(({ stem }) => stem));
  const prefix = plain.some((id) => taken.has(id.toLowerCase())) ? "test_" : "";
  const toPredict = unlabelled.map((image, i): SampleRecord => {
    const id = prefix + plain[i]!;
    return { id, group: groupOf(id, pattern) ?? id, imagePath: image.path };
  });
  return {
    kind,
    name,
    root,
    synthetic,
    labelled: labelled.sort(byId),
    unlabelled: toPredict.sort(byId),
    submission,
    leftOut,
    loading,
    load: sampleLoader(loading),
  };
}

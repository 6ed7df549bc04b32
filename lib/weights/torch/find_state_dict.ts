import { FormatError, show } from "../../tensor/safetensors/mod.ts";
import { kindOf, type PickleDict, type PickleValue } from "./pickle_value.ts";
import { TorchTensor } from "./torch_tensor.ts";

/** Under which names training scripts keep the weights, the likeliest first. */
const USUAL = [
  "state_dict",
  "model_state_dict",
  "model",
  "net",
  "network",
  "weights",
  "params",
  "state_dict_ema",
  "model_ema",
  "ema",
];
/** Dictionaries in dictionaries. */
const DEEPEST = 4;
/** Letters of a dictionary's name; those below it repeat it. */
const LONGEST = 200;

/** The weights among what was saved. */
export interface FoundStateDict {
  /** Names down to it with points between; empty where it is what was saved. */
  readonly entry: string;
  readonly tensors: Map<string, TorchTensor>;
}

/**
 * Finds the dictionary of tensors among what was saved: where `entry` says, else under a usual name (`state_dict`,
 * `model`, `ema`, ...), else what was saved itself, else the only dictionary of tensors inside.
 *
 * @param root What was saved.
 * @param entry Names down to it with points between.
 * @throws {FormatError} Where there is none, or several and none has a usual name; lists them.
 */
export function findStateDict(
  root: PickleValue,
  entry?: string,
): FoundStateDict {
  const candidates = listDicts(root);
  const chosen = entry ?? chooseEntry([...candidates.keys()]);
  const found = candidates.get(chosen ?? "");
  if (chosen !== undefined && found) {
    return { entry: chosen, tensors: tensorsOf(found) };
  }
  const names = [...candidates.keys()].slice(0, 20).map((name) => name || '""');
  throw new FormatError(
    names.length === 0
      ? `the file must hold a dictionary of tensors, it holds ${
        kindOf(root)
      } without`
      : entry === undefined
      ? `the file must hold one dictionary of weights, it holds ${
        names.join(", ")
      }`
      : `entry must be one of ${names.join(", ")}, current value is ${
        show(entry)
      }`,
    names.length === 0
      ? 'Save the weights in Python: torch.save(model.state_dict(), "weights.pth").'
      : "Say by `entry` which of them is wanted.",
  );
}

/** Dictionaries with tensors in them, by the names down to them; each but once, even where one holds itself. */
function listDicts(root: PickleValue): Map<string, PickleDict> {
  const found = new Map<string, PickleDict>();
  const seen = new Set<PickleValue>();
  let level: [string, PickleValue][] = [["", root]];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    const next: [string, PickleValue][] = [];
    for (const [path, value] of level) {
      if (!(value instanceof Map) || seen.has(value)) continue;
      seen.add(value);
      if (tensorsOf(value).size > 0) found.set(path, value);
      for (const [key, inner] of value) {
        if (typeof key !== "string" || key.length > LONGEST) continue;
        next.push([path === "" ? key : `${path}.${key}`, inner]);
      }
    }
    level = next;
  }
  return found;
}

function chooseEntry(paths: readonly string[]): string | undefined {
  const usual = paths.filter((path) =>
    path !== "" && path.split(".").every((name) => USUAL.includes(name))
  );
  const rank = (path: string) =>
    path.split(".").map((name) => USUAL.indexOf(name));
  usual.sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x[0]! - y[0]! || x.length - y.length;
  });
  return usual[0] ?? paths.find((path) => path === "") ??
    (paths.length === 1 ? paths[0] : undefined);
}

function tensorsOf(dictionary: PickleDict): Map<string, TorchTensor> {
  const tensors = new Map<string, TorchTensor>();
  for (const [name, value] of dictionary) {
    if (typeof name === "string" && value instanceof TorchTensor) {
      tensors.set(name, value);
    }
  }
  return tensors;
}

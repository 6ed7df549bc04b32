import type { StoredTensor } from "../tensor/safetensors/mod.ts";
import type { WeightSpec } from "./weight_layout.ts";

/** Which of the names are compared. */
export interface MatchOptions {
  /**
   * The part of the network that the file is of, put before each of the file's names (`encoder.`); nothing else of the
   * network is asked for.
   *
   * @default ""
   */
  readonly prefix?: string;
  /**
   * Which of the file's names are left out, as the classifier's where only an encoder is wanted.
   *
   * @default none
   */
  readonly ignore?: (name: string) => boolean;
}

/** How a file's names fit those of a network. */
export interface NameMatch {
  readonly found: readonly {
    readonly spec: WeightSpec;
    readonly tensor: StoredTensor;
  }[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** Names that DataParallel, Lightning, `torch.compile` and users' own wrappers put before all others. */
const WRAPPERS = ["module.", "model.", "net.", "network.", "_orig_mod."];
/** PyTorch counts batches and never uses the count, unless momentum is None. */
const COUNT = /(^|\.)num_batches_tracked$/;

/**
 * Compares a file's names with those of a network.
 *
 * @param specs What the network has.
 * @param tensors What the file has.
 * @param options Prefix and names to leave out.
 */
export function matchNames(
  specs: readonly WeightSpec[],
  tensors: ReadonlyMap<string, StoredTensor>,
  { prefix = "", ignore = () => false }: MatchOptions,
): NameMatch {
  const wanted = specs.filter(({ name }) => name.startsWith(prefix));
  const kept = [...tensors].filter(([name]) => !COUNT.test(name));
  const unwrapped = unwrap(
    kept,
    wanted.map(({ name }) => name.slice(prefix.length)),
  );
  const given = new Map(
    unwrapped.filter(([name]) => !ignore(name))
      .map(([name, tensor]) => [prefix + name, tensor]),
  );
  const names = new Set(wanted.map(({ name }) => name));
  return {
    found: wanted.flatMap((spec) => {
      const tensor = given.get(spec.name);
      return tensor ? [{ spec, tensor }] : [];
    }),
    missing: [...names].filter((name) => !given.has(name)),
    extra: [...given.keys()].filter((name) => !names.has(name)),
  };
}

/** Takes off what wrappers put before all names, unless the network has names of that beginning itself. */
function unwrap(
  tensors: readonly [string, StoredTensor][],
  wanted: readonly string[],
): readonly [string, StoredTensor][] {
  const wrapper = WRAPPERS.find((start) =>
    tensors.length > 0 && tensors.every(([name]) => name.startsWith(start)) &&
    !wanted.some((name) => name.startsWith(start))
  );
  if (wrapper === undefined) return tensors;
  return unwrap(
    tensors.map(([name, tensor]) => [name.slice(wrapper.length), tensor]),
    wanted,
  );
}

import {
  FormatError,
  type NumberFormat,
} from "../../tensor/safetensors/mod.ts";
import type { PickleNames } from "./pickle_machine.ts";
import {
  kindOf,
  type PickleDict,
  PickleName,
  PickleTuple,
  type PickleValue,
} from "./pickle_value.ts";
import { TorchStorage, TorchTensor } from "./torch_tensor.ts";

type Build = (args: readonly PickleValue[]) => PickleValue;

/**
 * What each name stands for. Nothing is copied: a pickle may ask for the same long list any number of times.
 */
function builders(): ReadonlyMap<string, Build> {
  const built = new Map<PickleValue, PickleDict>();
  const dictionary: Build = ([entries]) => {
    if (entries === undefined) return new Map();
    if (entries instanceof Map) return entries;
    const known = built.get(entries);
    if (known) return known;
    const made = fromPairs(itemsOf(entries));
    built.set(entries, made);
    return made;
  };
  return new Map<string, Build>([
    ["collections.OrderedDict", dictionary],
    ["collections.Counter", dictionary],
    ["builtins.set", asItIs],
    ["builtins.frozenset", asItIs],
    ["_codecs.encode", asItIs],
    ["torch.device", asItIs],
    ["torch.Size", ([sizes]) => new PickleTuple(itemsOf(sizes))],
    ["torch._utils._rebuild_tensor", TorchTensor.rebuild],
    ["torch._utils._rebuild_tensor_v2", TorchTensor.rebuild],
    ["torch._utils._rebuild_parameter", parameter],
    ["torch._utils._rebuild_parameter_with_state", parameter],
  ]);
}

const asItIs: Build = ([value]) => value ?? null;

/** Number formats of PyTorch's storages; complex and quantised ones are not among them. */
const STORAGES: ReadonlyMap<string, NumberFormat> = new Map([
  ["Double", "float64"],
  ["Float", "float32"],
  ["Half", "float16"],
  ["BFloat16", "bfloat16"],
  ["Long", "int64"],
  ["Int", "int32"],
  ["Short", "int16"],
  ["Char", "int8"],
  ["Byte", "uint8"],
  ["Bool", "bool"],
]);

const DTYPE =
  /^torch\.(float|double|half|bfloat|int|uint|long|short|bool|complex)\d*$/;

/**
 * The names that files of `torch.save` may refer to: tensors, parameters, storages, sizes and plain containers.
 *
 * @returns Looks names up; refuses all others.
 */
export function torchNames(): PickleNames {
  const build = builders();
  return { find: (name) => find(build, name), persistent };
}

function find(known: ReadonlyMap<string, Build>, asked: string): PickleName {
  // Python 2 had another name for its own.
  const name = asked.replace(/^__builtin__\./, "builtins.");
  const build = known.get(name);
  if (build) return new PickleName(name, build);
  // A storage's type and a number's type are named, never called.
  if (DTYPE.test(name) || storageOf(name) !== undefined) {
    return new PickleName(name);
  }
  throw new FormatError(
    `it refuses to run \`${
      cut(name)
    }\`, which the file asks for; only tensors in plain dictionaries are read`,
    'Where you trust the file, save its weights alone in Python: torch.save(model.state_dict(), "weights.pth").',
  );
}

const cut = (name: string) =>
  name.length > 80 ? `${name.slice(0, 77)}...` : name;

function storageOf(name: string): string | undefined {
  return /^torch\.(?:cuda\.)?(\w+)Storage$/.exec(name)?.[1];
}

/** `("storage", type, key, device, count)`, in older files followed by the part of another storage that it is. */
function persistent(id: PickleValue): TorchStorage {
  const [kind, type, key, , count, part = null] = id instanceof PickleTuple
    ? id.items
    : [];
  const name = type instanceof PickleName ? storageOf(type.name) : undefined;
  if (
    kind !== "storage" || name === undefined || typeof key !== "string" ||
    !isCount(count)
  ) {
    throw new FormatError(
      "the file must hold storages only beside its pickle, it refers to something else",
      'Save the weights alone in Python: torch.save(model.state_dict(), "weights.pth").',
    );
  }
  const [begin, size] = part === null ? [0, count] : partOf(part);
  return new TorchStorage(key, name, STORAGES.get(name), count, begin, size);
}

/** `(key, offset, size)`. */
function partOf(part: PickleValue): [number, number] {
  const [, begin, size] = part instanceof PickleTuple ? part.items : [];
  if (isCount(begin) && isCount(size)) return [begin, size];
  throw new FormatError("the part of a storage must be an offset and a size");
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parameter([tensor]: readonly PickleValue[]): TorchTensor {
  if (tensor instanceof TorchTensor) return tensor;
  throw new FormatError(
    `a parameter must be a tensor, current value is ${kindOf(tensor ?? null)}`,
  );
}

function itemsOf(value: PickleValue | undefined): readonly PickleValue[] {
  const items = value instanceof PickleTuple ? value.items : value ?? [];
  if (Array.isArray(items)) return items;
  throw new FormatError(
    `a sequence must be a list, current value is ${kindOf(value ?? null)}`,
  );
}

function fromPairs(pairs: readonly PickleValue[]): PickleDict {
  return new Map(pairs.map((pair) => {
    const [key, value, ...more] = itemsOf(pair).slice(0, 3);
    if (key !== undefined && value !== undefined && more.length === 0) {
      return [key, value];
    }
    throw new FormatError("an entry must be a key and a value");
  }));
}

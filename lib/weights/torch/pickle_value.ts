/** A tuple, which unlike a list never changes. */
export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A name of Python that a pickle refers to and that is known to be harmless. */
export class PickleName {
  /**
   * @param name As in `torch.Size`.
   * @param build What calling it gives, worked out here; nothing of Python's runs.
   */
  constructor(
    readonly name: string,
    readonly build?: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/** What stands for an object that the pickle itself does not hold (a storage), or that is made of one (a tensor). */
export abstract class PickleObject {
  /** What it is, for messages. */
  abstract readonly kind: string;
}

/** A dictionary. */
export type PickleDict = Map<PickleValue, PickleValue>;

/** What a pickle may hold: plain data, and what is registered as harmless. Sets become lists. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleTuple
  | PickleDict
  | PickleName
  | PickleObject;

/** Names a value's kind for messages. */
export function kindOf(value: PickleValue): string {
  if (value === null) return "None";
  if (value instanceof PickleName) return `\`${value.name}\``;
  if (value instanceof PickleObject) return value.kind;
  if (value instanceof PickleTuple) return "a tuple";
  if (value instanceof Map) return "a dictionary";
  if (value instanceof Uint8Array) return "bytes";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

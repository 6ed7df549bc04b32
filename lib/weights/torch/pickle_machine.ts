import { FormatError } from "../../tensor/safetensors/mod.ts";
import { ByteReader } from "./byte_reader.ts";
import {
  kindOf,
  PickleName,
  PickleTuple,
  type PickleValue,
} from "./pickle_value.ts";

/** What a pickle may refer to beyond plain data. */
export interface PickleNames {
  /**
   * Looks a name up.
   *
   * @param name As in `torch.FloatStorage`.
   * @throws {FormatError} Where it is not known to be harmless.
   */
  find(name: string): PickleName;
  /** Gives the object that the file keeps outside of the pickle. */
  persistent(id: PickleValue): PickleValue;
}

/** The stack and the memo that a pickle's instructions work on. */
export class PickleMachine {
  readonly reader: ByteReader;
  readonly names: PickleNames;
  readonly #memo = new Map<number, PickleValue>();
  /** Stacks that wait below a mark. */
  readonly #marked: PickleValue[][] = [];
  #stack: PickleValue[] = [];

  /**
   * @param reader Where the instructions come from.
   * @param names What they may refer to.
   */
  constructor(reader: ByteReader, names: PickleNames) {
    this.reader = reader;
    this.names = names;
  }

  /** Puts a value on the stack. */
  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  /** Takes the last value off the stack. */
  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw emptyStack();
    return value;
  }

  /** The last value, which stays. */
  peek(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw emptyStack();
    return value;
  }

  /** Takes off the last value, or the mark where nothing is above it. */
  popOrUnmark(): void {
    if (this.#stack.length > 0) this.#stack.pop();
    else this.unmark();
  }

  /** Begins a new part of the stack. */
  mark(): void {
    this.#marked.push(this.#stack);
    this.#stack = [];
  }

  /** Takes off all values since the last mark. */
  unmark(): PickleValue[] {
    const below = this.#marked.pop();
    if (!below) throw emptyStack();
    const items = this.#stack;
    this.#stack = below;
    return items;
  }

  /** Takes off values, the first of them first. */
  popTuple(length: number): PickleTuple {
    const items = Array.from({ length }, () => this.pop());
    return new PickleTuple(items.reverse());
  }

  /** Remembers the last value. */
  remember(index = this.#memo.size): void {
    this.#memo.set(index, this.peek());
  }

  /** Puts a remembered value on the stack. */
  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) {
      throw new FormatError(
        `the pickle is damaged: it asks for value ${index}, which it has not made`,
      );
    }
    this.push(value);
  }

  /** Adds values to the list on the stack. */
  append(items: readonly PickleValue[]): void {
    const list = this.peek();
    if (!Array.isArray(list)) throw notOf("append to", list);
    for (const item of items) list.push(item);
  }

  /** Adds keys and values to the dictionary on the stack. */
  setItems(items: readonly PickleValue[]): void {
    const target = this.peek();
    if (!(target instanceof Map)) throw notOf("set items of", target);
    fill(target, items);
  }

  /** Builds what the name and the arguments on the stack stand for. */
  reduce(): void {
    const args = this.pop();
    const name = this.pop();
    if (!(name instanceof PickleName) || !name.build) {
      throw notOf("call", name);
    }
    if (!(args instanceof PickleTuple)) throw notOf("call with", args);
    this.push(name.build(args.items));
  }

  /** Attributes of a dictionary (a state dict's `_metadata`) hold no weights and are left out; nothing else has any. */
  leaveOutState(): void {
    this.pop();
    const target = this.peek();
    if (!(target instanceof Map)) throw notOf("set attributes of", target);
  }
}

/** Puts keys and values that take turns into a dictionary. */
export function fill(
  target: Map<PickleValue, PickleValue>,
  items: readonly PickleValue[],
): Map<PickleValue, PickleValue> {
  for (let i = 0; i + 1 < items.length; i += 2) {
    target.set(items[i]!, items[i + 1]!);
  }
  return target;
}

const emptyStack = () =>
  new FormatError("the pickle is damaged: it takes from an empty stack");

const notOf = (action: string, value: PickleValue) =>
  new FormatError(
    `the pickle is damaged: it tries to ${action} ${kindOf(value)}`,
  );

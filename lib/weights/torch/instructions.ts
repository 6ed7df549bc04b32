import { FormatError } from "../../tensor/safetensors/mod.ts";
import { decodeText } from "./byte_reader.ts";
import { fill, type PickleMachine } from "./pickle_machine.ts";
import { PickleTuple, type PickleValue } from "./pickle_value.ts";

/** What an instruction does. */
export type Instruction = (machine: PickleMachine) => void;
type Table = Readonly<Record<string, Instruction>>;

/** Puts what it reads on the stack. */
const put =
  (read: (machine: PickleMachine) => PickleValue): Instruction => (machine) =>
    machine.push(read(machine));

const NUMBERS: Table = {
  N: put(() => null),
  "\x88": put(() => true),
  "\x89": put(() => false),
  I: put(({ reader }) => parseInteger(reader.line())),
  L: put(({ reader }) => parseInteger(reader.line().replace(/L$/, ""))),
  J: put(({ reader }) => reader.int32()),
  K: put(({ reader }) => reader.byte()),
  M: put(({ reader }) => reader.uint16()),
  "\x8a": put(({ reader }) => readLong(reader.take(reader.byte()))),
  "\x8b": put(({ reader }) => readLong(reader.take(reader.uint32()))),
  F: put(({ reader }) => Number(reader.line())),
  G: put(({ reader }) => reader.float64BigEndian()),
};

/** Strings of Python 2 (S, T, U) are taken as text: that is what names were. */
const TEXTS: Table = {
  S: put(({ reader }) => reader.line().replace(/^(['"])(.*)\1$/, "$2")),
  T: put(({ reader }) => decodeText(reader.take(reader.uint32()))),
  U: put(({ reader }) => decodeText(reader.take(reader.byte()))),
  V: put(({ reader }) => reader.line()),
  X: put(({ reader }) => decodeText(reader.take(reader.uint32()))),
  "\x8c": put(({ reader }) => decodeText(reader.take(reader.byte()))),
  "\x8d": put(({ reader }) => decodeText(reader.take(reader.uint64()))),
  B: put(({ reader }) => reader.take(reader.uint32())),
  C: put(({ reader }) => reader.take(reader.byte())),
  "\x8e": put(({ reader }) => reader.take(reader.uint64())),
  "\x96": put(({ reader }) => reader.take(reader.uint64())),
};

const CONTAINERS: Table = {
  "(": (machine) => machine.mark(),
  "0": (machine) => machine.popOrUnmark(),
  "1": (machine) => void machine.unmark(),
  "2": put((machine) => machine.peek()),
  "]": put(() => []),
  l: put((machine) => machine.unmark()),
  a: (machine) => {
    const item = machine.pop();
    machine.append([item]);
  },
  e: (machine) => machine.append(machine.unmark()),
  ")": put(() => new PickleTuple([])),
  t: put((machine) => new PickleTuple(machine.unmark())),
  "\x85": put((machine) => machine.popTuple(1)),
  "\x86": put((machine) => machine.popTuple(2)),
  "\x87": put((machine) => machine.popTuple(3)),
  "}": put(() => new Map()),
  d: put((machine) => fill(new Map(), machine.unmark())),
  s: (machine) => {
    const { items } = machine.popTuple(2);
    machine.setItems(items);
  },
  u: (machine) => machine.setItems(machine.unmark()),
  "\x8f": put(() => []),
  "\x90": (machine) => machine.append(machine.unmark()),
  "\x91": put((machine) => machine.unmark()),
};

const MEMORY: Table = {
  g: (machine) => machine.recall(Number(machine.reader.line())),
  h: (machine) => machine.recall(machine.reader.byte()),
  j: (machine) => machine.recall(machine.reader.uint32()),
  p: (machine) => machine.remember(Number(machine.reader.line())),
  q: (machine) => machine.remember(machine.reader.byte()),
  r: (machine) => machine.remember(machine.reader.uint32()),
  "\x94": (machine) => machine.remember(),
};

const OBJECTS: Table = {
  // The protocol's number and the frames' lengths change nothing that follows.
  "\x80": ({ reader }) => void reader.byte(),
  "\x95": ({ reader }) => void reader.uint64(),
  c: put(({ reader, names }) => {
    const module = reader.line();
    return names.find(`${module}.${reader.line()}`);
  }),
  "\x93": put((machine) => {
    const { items: [module, name] } = machine.popTuple(2);
    if (typeof module !== "string" || typeof name !== "string") {
      throw new FormatError("the pickle is damaged: a name must be text");
    }
    return machine.names.find(`${module}.${name}`);
  }),
  R: (machine) => machine.reduce(),
  "\x81": (machine) => machine.reduce(),
  b: (machine) => machine.leaveOutState(),
  Q: put((machine) => machine.names.persistent(machine.pop())),
};

/** By the instruction's byte. */
export const INSTRUCTIONS: ReadonlyMap<number, Instruction> = new Map(
  [NUMBERS, TEXTS, CONTAINERS, MEMORY, OBJECTS]
    .flatMap((table) => Object.entries(table))
    .map(([symbol, instruction]) => [symbol.charCodeAt(0), instruction]),
);

function parseInteger(text: string): number | bigint | boolean {
  // The first protocol's truth values.
  if (text === "00" || text === "01") return text === "01";
  if (!/^[+-]?\d{1,1000}$/.test(text)) {
    throw new FormatError("the pickle is damaged: a number must be digits");
  }
  return narrow(BigInt(text));
}

/** Two's complement, little-endian. */
function readLong(bytes: Uint8Array): number | bigint {
  if (bytes.length > 1024) {
    throw new FormatError("the pickle is damaged: a number must be shorter");
  }
  if (bytes.length === 0) return 0;
  const digits = [...bytes].reverse()
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return narrow(BigInt.asIntN(8 * bytes.length, BigInt(`0x${digits}`)));
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

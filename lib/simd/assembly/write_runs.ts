// Decimal numbers to characters.

/**
 * 0 to 9999: the digits, spaces after them to 7 characters, and how many
 * characters a number and one space are.
 */
const HEADS = memory.data(80000, 8);

/** 0 to 9999 as four digits. */
const TAILS = memory.data(40000, 4);

for (let value = 0; value < 10000; value++) {
  let rest = value, count: u64 = 0, head: u64 = 0, tail: u32 = 0;
  for (let place = 0; place < 4; place++) {
    const digit = <u32> (48 + rest % 10);
    tail = tail << 8 | digit;
    if (place === 0 || rest > 0) {
      head = head << 8 | digit;
      count++;
    }
    rest /= 10;
  }
  head |= 0x00202020_20202020 << (count << 3) & 0x00ffffff_ffffffff;
  const at = <usize> value;
  store<u64>(HEADS + (at << 3), head | (count + 1) << 56);
  store<u32>(TAILS + (at << 2), tail);
}

/** Writes a number below 10000 and a space; 8 characters are written over. */
// @ts-ignore: decorator
@inline
function writeHead(value: u32, target: usize): usize {
  const head = load<u64>(HEADS + (<usize> value << 3));
  store<u64>(target, head);
  return target + <usize> (head >> 56);
}

/** Writes four digits and a space over the space before `target`. */
// @ts-ignore: decorator
@inline
function writeTail(value: u32, target: usize): usize {
  store<u32>(target - 1, load<u32>(TAILS + (<usize> value << 2)));
  store<u8>(target, 32, 3);
  return target + 4;
}

/** Writes a number and a space. */
// @ts-ignore: decorator
@inline
function writeNumber(value: u32, target: usize): usize {
  if (value < 10000) return writeHead(value, target);
  const high = value / 10000, low = value - 10000 * high;
  if (high < 10000) return writeTail(low, writeHead(high, target));
  const top = high / 10000;
  const middle = writeTail(high - 10000 * top, writeHead(top, target));
  return writeTail(low, middle);
}

/**
 * Writes runs: start and length, or what lies between the run before and the
 * start, and length; a space after each.
 *
 * @param before End of the run before the first; 0 where there is none.
 * @param base What is added to a start.
 * @returns How many characters.
 */
export function writeRuns(
  bounds: usize,
  runs: i32,
  relative: bool,
  before: i32,
  base: i32,
  target: usize,
): i32 {
  const begin = target;
  for (let i = 0; i < runs; i++, bounds += 8) {
    const start = load<i32>(bounds), end = load<i32>(bounds, 4);
    const from = relative ? start - before : start + base;
    target = writeNumber(<u32> from, target);
    target = writeNumber(<u32> (end - start), target);
    before = end;
  }
  return <i32> (target - begin);
}

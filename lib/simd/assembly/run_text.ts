// Decimal numbers to characters and back.

/** 0 to 9999 as characters: from the left with spaces after, and with zeros. */
const HEADS = memory.data(40000);
const TAILS = memory.data(40000);

for (let value = 0; value < 10000; value++) {
  const at = <usize> value << 2;
  let rest = value, head: u32 = 0, tail: u32 = 0;
  for (let digits = 0; digits < 4; digits++) {
    const digit = <u32> (48 + rest % 10);
    if (digits === 0 || rest > 0) head = head << 8 | digit;
    tail = tail << 8 | digit;
    rest /= 10;
  }
  for (let length = lengthOf(value); length < 4; length++) {
    head |= <u32> 32 << (length << 3);
  }
  store<u32>(HEADS + at, head);
  store<u32>(TAILS + at, tail);
}

/** Digits of a number below 10000. */
// @ts-ignore: decorator
@inline
function lengthOf(value: u32): u32 {
  return 1 + <u32> (value > 9) + <u32> (value > 99) + <u32> (value > 999);
}

/** Writes a number below 10000; what follows it is not cleared. */
// @ts-ignore: decorator
@inline
function writeHead(value: u32, target: usize): usize {
  store<u32>(target, load<u32>(HEADS + (<usize> value << 2)));
  return target + <usize> lengthOf(value);
}

// @ts-ignore: decorator
@inline
function writeTail(value: u32, target: usize): usize {
  store<u32>(target, load<u32>(TAILS + (<usize> value << 2)));
  return target + 4;
}

/** Writes a number and a space. */
// @ts-ignore: decorator
@inline
function writeNumber(value: u32, target: usize): usize {
  if (value < 10000) {
    target = writeHead(value, target);
  } else {
    const high = value / 10000;
    if (high < 10000) {
      target = writeHead(high, target);
    } else {
      const top = high / 10000;
      target = writeTail(high - 10000 * top, writeHead(top, target));
    }
    target = writeTail(value - 10000 * high, target);
  }
  store<u8>(target, 32);
  return target + 1;
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

// @ts-ignore: decorator
@inline
function isDigit(at: usize): bool {
  return <u32> load<u8>(at) - 48 < 10;
}

/** Which of 16 characters are digits. */
// @ts-ignore: decorator
@inline
function digits16(text: v128): u64 {
  const values = i8x16.sub(text, i8x16.splat(48));
  return <u64> i8x16.bitmask(i8x16.lt_u(values, i8x16.splat(10)));
}

/** Which of 16 characters are spaces, tabs or ends of lines. */
// @ts-ignore: decorator
@inline
function blanks16(text: v128): u64 {
  const lines = v128.or(
    i8x16.eq(text, i8x16.splat(9)),
    i8x16.eq(text, i8x16.splat(10)),
  );
  const spaces = i8x16.eq(text, i8x16.splat(32));
  return <u64> i8x16.bitmask(v128.or(lines, spaces));
}

/** The number of 1 to 8 digits that end at a place. */
// @ts-ignore: decorator
@inline
function shortNumber(end: usize, length: u64): u64 {
  const keep = <u64> 0x0f0f0f0f0f0f0f0f << (64 - (length << 3));
  // Neighbours are joined to pairs, pairs to fours, fours to the number.
  let value = load<u64>(end - 8) & keep;
  value = value * 10 + (value >> 8);
  const low = (value & 0x000000ff000000ff) * 0x000f424000000064;
  const high = (value >> 16 & 0x000000ff000000ff) * 0x0000271000000001;
  return (low + high) >> 32;
}

/** Where a number grew too large, or 0. */
let tooLarge: usize = 0;

/** A number of any many digits, from `value` on. */
function longNumber(value: i64, at: usize, end: usize): i32 {
  for (; at < end; at++) {
    value = value * 10 + (<i64> load<u8>(at) - 48);
    if (value > i32.MAX_VALUE) {
      tooLarge = at;
      return -1;
    }
  }
  return <i32> value;
}

/**
 * Reads whole numbers up to 2^31 - 1 with blanks between them. Writes to
 * `state` the number that the text ends in the middle of, or -1, and the place
 * of the first character that is wrong, or -1.
 *
 * @param length Characters; 64 after them are written over.
 * @param pending What the text before ended in the middle of, or -1.
 * @returns How many numbers were read.
 */
export function readNumbers(
  text: usize,
  length: i32,
  pending: i32,
  target: usize,
  state: usize,
): i32 {
  const begin = target, finish = text + <usize> length;
  tooLarge = 0;
  store<i32>(state, -1);
  store<i32>(state, -1, 4);
  let at = text;
  if (pending >= 0) {
    while (at < finish && isDigit(at)) at++;
    pending = longNumber(pending, text, at);
    if (tooLarge === 0 && at < finish) {
      store<i32>(target, pending);
      target += 4;
    } else store<i32>(state, pending);
  }
  let rest = finish;
  while (rest > at && isDigit(rest - 1)) rest--;
  if (tooLarge === 0 && rest < finish) {
    // Kept aside: it is the last to be found wrong.
    store<i32>(state, longNumber(0, rest, finish));
  }
  const restWrong = tooLarge;
  tooLarge = 0;
  const blank = i8x16.splat(32);
  v128.store(rest, blank);
  v128.store(rest, blank, 16);
  v128.store(rest, blank, 32);
  v128.store(rest, blank, 48);
  let start: usize = 0, wrong: usize = 0, inside: u64 = 0;
  for (; at < rest; at += 64) {
    const a = v128.load(at), b = v128.load(at, 16);
    const c = v128.load(at, 32), d = v128.load(at, 48);
    const digits = digits16(a) | digits16(b) << 16 |
      digits16(c) << 32 | digits16(d) << 48;
    const blanks = blanks16(a) | blanks16(b) << 16 |
      blanks16(c) << 32 | blanks16(d) << 48;
    const shifted = digits << 1 | inside;
    let starts = digits & ~shifted, ends = shifted & ~digits;
    const neither = ~(digits | blanks);
    // What ends before or at a wrong character may be too large itself.
    if (neither !== 0) {
      ends &= neither ^ (neither - 1);
      wrong = at + <usize> ctz(neither);
    }
    if (inside === 0) {
      start = at + <usize> ctz(starts);
      starts &= starts - 1;
    }
    while (ends !== 0) {
      const end = at + <usize> ctz(ends);
      ends &= ends - 1;
      const count = end - start;
      const value = count <= 8
        ? <i32> shortNumber(end, <u64> count)
        : longNumber(0, start, end);
      store<i32>(target, value);
      target += 4;
      start = at + <usize> ctz(starts);
      starts &= starts - 1;
    }
    if (tooLarge !== 0) wrong = tooLarge;
    if (wrong !== 0) break;
    inside = digits >> 63;
  }
  if (wrong === 0) wrong = restWrong;
  if (wrong !== 0) store<i32>(state, <i32> (wrong - text), 4);
  return <i32> ((target - begin) >> 2);
}

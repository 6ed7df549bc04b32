// Characters to decimal numbers, and pairs of numbers to runs.

/** Characters whose numbers are found before they are read. */
const PART = 4096;

/** Where the numbers of a part end, and one left of the part before. */
const ENDS = memory.data(4 * (PART / 2 + 8), 16);

/**
 * For numbers of a and b digits with a blank between them, at 8 (a - 1) + b:
 * which of 16 characters goes where, so that the first number fills 8 places
 * from the right, the second the next 8.
 */
const ORDERS = memory.data(1024, 16);

for (let a = 1; a <= 8; a++) {
  for (let b = 1; b <= 7; b++) {
    const order = ORDERS + (<usize> (8 * (a - 1) + b) << 4);
    for (let place = 0; place < 8; place++) {
      const first = place - 8 + a, second = place - 8 + b;
      // A place that does not exist gives 0.
      store<u8>(order + place, first < 0 ? 255 : first);
      store<u8>(order + place, second < 0 ? 255 : a + 1 + second, 8);
    }
  }
}

/**
 * Vectors that loops keep at hand: V8 makes a constant anew each time round,
 * but not what was loaded before the loop.
 */
const VECTORS = memory.data<i16>([
  // A byte each: the characters 0, space, tab and end of line, and 9.
  0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030,
  0x2020, 0x2020, 0x2020, 0x2020, 0x2020, 0x2020, 0x2020, 0x2020,
  0x0909, 0x0909, 0x0909, 0x0909, 0x0909, 0x0909, 0x0909, 0x0909,
  0x0a0a, 0x0a0a, 0x0a0a, 0x0a0a, 0x0a0a, 0x0a0a, 0x0a0a, 0x0a0a,
  // Two bytes each: what joins digits, pairs and fours.
  10, 10, 10, 10, 10, 10, 10, 10,
  255, 255, 255, 255, 255, 255, 255, 255,
  100, 1, 100, 1, 100, 1, 100, 1,
  10000, 1, 10000, 1, 10000, 1, 10000, 1,
], 16);

// @ts-ignore: decorator
@inline
function isDigit(at: usize): bool {
  return <u32> load<u8>(at) - 48 < 10;
}

// @ts-ignore: decorator
@inline
function isBlank(at: usize): bool {
  const character = load<u8>(at);
  return character === 32 || character === 9 || character === 10;
}

/** Where a number or a character that is wrong was met, or 0. */
let wrong: usize = 0;

/** Reads any text a character at a time; sets `wrong`. */
function readAny(text: usize, finish: usize, target: usize): usize {
  let value: i64 = -1;
  wrong = 0;
  for (let at = text; at <= finish; at++) {
    if (at < finish && isDigit(at)) {
      value = max<i64>(value, 0) * 10 + (<i64> load<u8>(at) - 48);
      if (value <= i32.MAX_VALUE) continue;
    } else if (at === finish || isBlank(at)) {
      if (value >= 0) {
        store<i32>(target, <i32> value);
        target += 4;
      }
      value = -1;
      continue;
    }
    wrong = at;
    break;
  }
  return target;
}

/** Writes where bits are set, as places counted from `first`. */
// @ts-ignore: decorator
@inline
function writeEnds(set: u64, first: usize, target: usize): usize {
  const end = target + (<usize> popcnt(set) << 2);
  // Four at once without asking whether there are as many.
  while (set !== 0) {
    store<u32>(target, <u32> first + <u32> ctz(set));
    set &= set - 1;
    store<u32>(target, <u32> first + <u32> ctz(set), 4);
    set &= set - 1;
    store<u32>(target, <u32> first + <u32> ctz(set), 8);
    set &= set - 1;
    store<u32>(target, <u32> first + <u32> ctz(set), 12);
    set &= set - 1;
    target += 16;
  }
  return end;
}

// @ts-ignore: decorator
@inline
function othersOf(text: v128): v128 {
  const values = i8x16.sub(text, v128.load(VECTORS));
  return i8x16.gt_u(values, v128.load(VECTORS, 32));
}

// @ts-ignore: decorator
@inline
function blanksOf(text: v128): v128 {
  const spaces = i8x16.eq(text, v128.load(VECTORS, 16));
  const tabs = i8x16.eq(text, v128.load(VECTORS, 32));
  const lines = i8x16.eq(text, v128.load(VECTORS, 48));
  return v128.or(spaces, v128.or(tabs, lines));
}

/**
 * Writes where numbers end, for digits with one blank between them: gives 0
 * where the text, or up to 63 characters after it, are anything else.
 *
 * @param before 1 where a blank stands before the text.
 */
function findEnds(
  text: usize,
  finish: usize,
  before: u64,
  target: usize,
): usize {
  for (let at = text; at < finish; at += 64) {
    const a = v128.load(at), b = v128.load(at, 16);
    const c = v128.load(at, 32), d = v128.load(at, 48);
    const notA = othersOf(a), notB = othersOf(b);
    const notC = othersOf(c), notD = othersOf(d);
    const strange = v128.or(
      v128.or(v128.xor(notA, blanksOf(a)), v128.xor(notB, blanksOf(b))),
      v128.or(v128.xor(notC, blanksOf(c)), v128.xor(notD, blanksOf(d))),
    );
    let others = <u64> i8x16.bitmask(notA) |
      <u64> i8x16.bitmask(notB) << 16 |
      <u64> i8x16.bitmask(notC) << 32 |
      <u64> i8x16.bitmask(notD) << 48;
    if (finish - at < 64) others &= (<u64> 1 << <u64> (finish - at)) - 1;
    const twice = others & (others << 1 | before);
    if (v128.any_true(strange) || twice !== 0) return 0;
    target = writeEnds(others, at, target);
    before = others >> 63;
  }
  return target;
}

/**
 * Reads numbers of up to 7 or 8 digits with one blank between them, two at
 * once: gives 0 where the text is anything else. A blank has to follow it,
 * and 63 characters that are digits or blanks.
 */
function readUsual(text: usize, finish: usize, target: usize): usize {
  const zero = v128.load(VECTORS), ten = v128.load(VECTORS, 64);
  const low = v128.load(VECTORS, 80), hundreds = v128.load(VECTORS, 96);
  const myriads = v128.load(VECTORS, 112);
  let left: usize = 0, start = text;
  for (let part = text; part < finish; part += PART) {
    const partEnd = min(part + PART, finish);
    const before: u64 = part > text && isDigit(part - 1) ? 0 : 1;
    // One that was left of the part before is the first of this one.
    const ends = findEnds(part, partEnd, before, ENDS + left);
    if (ends === 0) return 0;
    let end = ENDS;
    for (; end + 8 <= ends; end += 8) {
      const both = load<u64>(end);
      const middle = <u32> both, next = <u32> (both >> 32);
      const a = middle - <u32> start - 1, b = next - middle - 1;
      if (a > 7 || b > 7) return 0;
      const digits = i8x16.swizzle(
        i8x16.sub(v128.load(start), zero),
        v128.load(ORDERS + (<usize> (a << 3 | b) << 4)),
      );
      // Neighbours are joined to pairs, pairs to fours, fours to numbers.
      const tens = i16x8.mul(digits, ten);
      const units = i16x8.shr_u(digits, 8);
      const pairs = v128.and(i16x8.add(tens, units), low);
      const fours = i32x4.dot_i16x8_s(pairs, hundreds);
      const narrow = i16x8.narrow_i32x4_s(fours, fours);
      const numbers = i32x4.dot_i16x8_s(narrow, myriads);
      v128.store_lane<u64>(target, numbers, 0);
      target += 8;
      start = <usize> next + 1;
    }
    left = ends - end;
    store<u32>(ENDS, load<u32>(end));
  }
  return left > 0 ? readAny(start, load<u32>(ENDS), target) : target;
}

/**
 * Reads whole numbers up to 2^31 - 1 with blanks between them. Writes to
 * `state` how many characters were read, less those of a number that may go on
 * after the text, and the place of the first that is wrong, or -1.
 *
 * @param length Characters; 64 after them are written over.
 * @param whole Whether the last number ends with the text.
 * @returns How many numbers were read.
 */
export function readNumbers(
  text: usize,
  length: i32,
  whole: bool,
  target: usize,
  state: usize,
): i32 {
  let finish = text + <usize> length;
  const space = i8x16.splat(32);
  for (let after = finish; after < finish + 64; after += 16) {
    v128.store(after, space);
  }
  if (!whole) while (finish > text && isDigit(finish - 1)) finish--;
  const end = whole ? finish + 1 : finish;
  wrong = 0;
  let last = readUsual(text, end, target);
  if (last === 0) last = readAny(text, end, target);
  store<i32>(state, <i32> (finish - text));
  store<i32>(state, wrong === 0 ? -1 : <i32> (wrong - text), 4);
  return <i32> ((last - target) >> 2);
}

/**
 * Turns numbers into starts and ends, in their place. Sets `state` to 0 where
 * a run does not begin after the end of the one before.
 *
 * @param relative Whether a run's first number is counted from the end of the
 * run before.
 * @param base What stands for the first pixel where it is not.
 * @param before End of the run before the first, or -1.
 * @returns How many runs there are before the first that does not lie in the
 * picture; that one is left as it is.
 */
export function placeRuns(
  numbers: usize,
  runs: i32,
  relative: bool,
  base: i32,
  before: i32,
  pixels: i32,
  state: usize,
): i32 {
  let rising = true;
  for (let i = 0; i < runs; i++, numbers += 8) {
    const both = load<u64>(numbers);
    const number = <i64> <u32> both, length = <i64> (both >> 32);
    const start = relative
      ? <i64> max(before, 0) + number
      : number - <i64> base;
    const end = start + length;
    if (start < 0 || length < 1 || end > <i64> pixels) return i;
    if (start <= <i64> before) rising = false;
    before = <i32> end;
    store<u64>(numbers, <u64> start | <u64> end << 32);
  }
  if (!rising) store<i32>(state, 0);
  return runs;
}

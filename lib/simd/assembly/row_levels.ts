import { levelOf } from "./levels";

/** A number of 32 bits in all four lanes of the values from one level to before the next. */
// @ts-ignore: decorator
@inline
function low(from: usize, level: i32): v128 {
  return i32x4.splat(load<i32>(from + (<usize> level << 2)));
}

// @ts-ignore: decorator
@inline
function span(from: usize, level: i32): v128 {
  const at = from + (<usize> level << 2);
  return i32x4.splat(load<i32>(at, 4) - load<i32>(at));
}

/**
 * Writes a row's levels, a byte each, and 64 of level 0 after them. Four neighbours are often of one level.
 *
 * @returns The highest.
 */
export function rowLevels(
  values: usize,
  width: i32,
  table: usize,
  shift: i32,
  from: usize,
  levels: usize,
): i32 {
  let highest = 0, last = 0;
  let lows = low(from, 0), spans = span(from, 0);
  const end = levels + <usize> width;
  for (; levels + 4 <= end; levels += 4, values += 16) {
    const four = v128.load(values);
    if (i32x4.all_true(i32x4.lt_u(i32x4.sub(four, lows), spans))) {
      store<u32>(levels, last * 0x01010101);
      continue;
    }
    const a = levelOf(i32x4.extract_lane(four, 0), table, shift, from);
    const b = levelOf(i32x4.extract_lane(four, 1), table, shift, from);
    const c = levelOf(i32x4.extract_lane(four, 2), table, shift, from);
    const d = levelOf(i32x4.extract_lane(four, 3), table, shift, from);
    store<u32>(levels, a | b << 8 | c << 16 | d << 24);
    highest = max(highest, max(max(a, b), max(c, d)));
    if (d !== last) {
      last = d;
      lows = low(from, d);
      spans = span(from, d);
    }
  }
  for (; levels < end; levels++, values += 4) {
    const level = levelOf(load<i32>(values), table, shift, from);
    store<u8>(levels, level);
    highest = max(highest, level);
  }
  memory.fill(end, 0, 64);
  return highest;
}

/**
 * Writes, for each column and the end, how many bytes before it are not 0; nothing where none is.
 *
 * @param sums Room for 16 numbers more than columns.
 * @returns Whether any is.
 */
export function rowSums(bytes: usize, width: i32, sums: usize): bool {
  const zero = i8x16.splat(0);
  let sum = 0, x = 0;
  while (x + 16 <= width && !v128.any_true(v128.load(bytes + <usize> x))) {
    x += 16;
  }
  const first = x;
  for (; x + 16 <= width; x += 16) {
    const found = i8x16.ne(v128.load(bytes + <usize> x), zero);
    const at = sums + (<usize> x << 2);
    // A label is the same over long stretches.
    if (!v128.any_true(found) || i8x16.all_true(found)) {
      const step = v128.any_true(found) ? 1 : 0;
      let four = i32x4.add(
        i32x4.splat(sum),
        i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(step)),
      );
      const next = i32x4.splat(4 * step);
      v128.store(at, four);
      four = i32x4.add(four, next);
      v128.store(at, four, 16);
      four = i32x4.add(four, next);
      v128.store(at, four, 32);
      four = i32x4.add(four, next);
      v128.store(at, four, 48);
      sum += 16 * step;
      continue;
    }
    let bits = i8x16.bitmask(found);
    for (let k: usize = 0; k < 64; k += 4, bits >>= 1) {
      store<i32>(at + k, sum);
      sum += bits & 1;
    }
  }
  for (; x < width; x++) {
    store<i32>(sums + (<usize> x << 2), sum);
    sum += <i32> (load<u8>(bytes + <usize> x) !== 0);
  }
  store<i32>(sums + (<usize> width << 2), sum);
  if (sum === 0) return false;
  memory.fill(sums, 0, <usize> first << 2);
  return true;
}

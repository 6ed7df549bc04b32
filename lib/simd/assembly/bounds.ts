// Where bits change, line after line: bit k of a line's word w is its pixel
// 64 w + k; what is inside at a line's end goes on in the next one.

/** The bits of a line's last word that are pixels. */
// @ts-ignore: decorator
@inline
function tailMask(length: i32): u64 {
  return <u64> -1 >>> <u64> (-length & 63);
}

/**
 * How often the bits change, from background before the first pixel on. Where
 * it is odd, the last pixel is foreground.
 *
 * @param stride Bytes from one line to the next.
 * @param length Pixels of a line, at least 1.
 */
export function countBounds(
  bits: usize,
  stride: usize,
  length: i32,
  lines: i32,
): i32 {
  const tail = tailMask(length), top = <u64> ((length - 1) & 63);
  const whole = <usize> ((length - 1) >> 6) << 3;
  let count: u64 = 0, inside: u64 = 0;
  for (let line = 0; line < lines; line++, bits += stride) {
    const last = bits + whole;
    for (let at = bits; at < last; at += 8) {
      const word = load<u64>(at);
      count += popcnt(word ^ (word << 1 | inside));
      inside = word >> 63;
    }
    const word = load<u64>(last);
    count += popcnt((word ^ (word << 1 | inside)) & tail);
    inside = word >> top & 1;
  }
  return <i32> count;
}

/** Writes where bits are set, as numbers counted from `first`. */
// @ts-ignore: decorator
@inline
function writePlaces(set: u64, first: i32, target: usize): usize {
  const end = target + (<usize> popcnt(set) << 2);
  // Four at once without asking whether there are as many: a wrong guess of
  // the processor costs more than three numbers that are written over.
  while (set !== 0) {
    store<i32>(target, first + <i32> ctz(set));
    set &= set - 1;
    store<i32>(target, first + <i32> ctz(set), 4);
    set &= set - 1;
    store<i32>(target, first + <i32> ctz(set), 8);
    set &= set - 1;
    store<i32>(target, first + <i32> ctz(set), 12);
    set &= set - 1;
    target += 16;
  }
  return end;
}

/**
 * Writes where the bits change.
 *
 * @param first Number of the first pixel.
 * @param before 1 where the pixel before it is foreground.
 * @returns How many were written.
 */
export function writeBounds(
  bits: usize,
  stride: usize,
  length: i32,
  lines: i32,
  first: i32,
  before: i32,
  target: usize,
): i32 {
  const tail = tailMask(length), top = <u64> ((length - 1) & 63);
  const whole = <usize> ((length - 1) >> 6) << 3;
  const begin = target;
  let inside = <u64> before;
  for (let line = 0; line < lines; line++, bits += stride, first += length) {
    const last = bits + whole;
    let place = first;
    for (let at = bits; at < last; at += 8, place += 64) {
      const word = load<u64>(at);
      target = writePlaces(word ^ (word << 1 | inside), place, target);
      inside = word >> 63;
    }
    const word = load<u64>(last);
    target = writePlaces((word ^ (word << 1 | inside)) & tail, place, target);
    inside = word >> top & 1;
  }
  return <i32> ((target - begin) >> 2);
}

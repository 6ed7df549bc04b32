// COCO's compressed lengths: each from the third on less the one two before
// it, in groups of five bits, lowest first, a character a group; bit 5 says
// that more follow, and the last group's bit 4 is the sign.

/** The characters of a difference; `more` in each but the last. */
// @ts-ignore: decorator
@inline
function writeGroups(value: i32, target: usize): usize {
  // Of one or two characters, as most are.
  const more = <u32> (<u32> (value + 16) > 31);
  if (<u32> (value + 512) < 1024) {
    const low = <u32> (value & 31) + 48 + (more << 5);
    store<u16>(target, <u16> (low | (<u32> (value >> 5 & 31) + 48) << 8));
    return target + 1 + <usize> more;
  }
  const bits = 33 - clz(value ^ value >> 31);
  const groups = (bits + 4) / 5;
  // 35 bits spread over 7 bytes, halved from step to step.
  let spread = <u64> <i64> value & 0x7ffffffff;
  spread = (spread & 0xfffff) | (spread & 0x7fff00000) << 12;
  spread = (spread & 0x000003ff000003ff) | (spread & 0x000ffc00000ffc00) << 6;
  spread = (spread & 0x001f001f001f001f) | (spread & 0x03e003e003e003e0) << 3;
  const flags = <u64> 0x2020202020202020 & ((<u64> 1 << (groups - 1 << 3)) - 1);
  store<u64>(target, (spread | flags) + 0x3030303030303030);
  return target + <usize> groups;
}

/**
 * Writes the lengths of background and foreground in turn.
 *
 * @param bounds Where they end; the three before the first lie before it, 0
 * where there are none.
 * @param first Number of the first length.
 * @returns How many characters.
 */
export function writeLengths(
  bounds: usize,
  first: i32,
  count: i32,
  target: usize,
): i32 {
  const begin = target;
  let before = load<i32>(bounds - 4);
  let length = before - load<i32>(bounds - 8);
  let earlier = load<i32>(bounds - 8) - load<i32>(bounds - 12);
  for (let i = first; i < first + count; i++, bounds += 4) {
    const bound = load<i32>(bounds), here = bound - before;
    target = writeGroups(i > 2 ? here - earlier : here, target);
    earlier = length;
    length = here;
    before = bound;
  }
  return <i32> (target - begin);
}

/** Which of 16 values are 64 or more. */
// @ts-ignore: decorator
@inline
function wrong16(values: v128): u64 {
  return <u64> i8x16.bitmask(i8x16.gt_u(values, i8x16.splat(63)));
}

/** Which of 16 values say that more follow. */
// @ts-ignore: decorator
@inline
function more16(values: v128): u64 {
  const twice = i8x16.add(values, values);
  return <u64> i8x16.bitmask(i8x16.add(twice, twice));
}

/** The difference that 1 to 7 characters hold. */
// @ts-ignore: decorator
@inline
function readGroups(at: usize, length: i32): i32 {
  // The lowest five bits of a character less 48 are its own but for bit 4;
  // what lies above the sign, of the next length among it, is shifted out.
  if (length < 3) {
    const two = <i32> load<u16>(at) ^ 0x1010;
    const above = 32 - 5 * length;
    return ((two & 0x1f) | (two >> 3 & 0x3e0)) << above >> above;
  }
  let bits = (load<u64>(at) ^ 0x1010101010101010) & 0x1f1f1f1f1f1f1f1f;
  bits = (bits & 0x001f001f001f001f) | (bits & 0x1f001f001f001f00) >> 3;
  bits = (bits & 0x000003ff000003ff) | (bits & 0x03ff000003ff0000) >> 6;
  bits = (bits & 0xfffff) | (bits >> 12 & 0xfffff00000);
  const above = <u64> (64 - 5 * length);
  return <i32> (<i64> (bits << above) >> above);
}

/**
 * Reads lengths and writes where each ends. `state` holds the last length and
 * the one before it (64 bits each); after them this writes how many lengths
 * were read, how many characters, the place of the first that is wrong, or -1,
 * and the length that is below 0, or 0.
 *
 * @param length Characters.
 * @param whole Whether the text may not end in the middle of a length.
 * @param first Number of the first length.
 * @param total Pixels before it.
 * @returns Pixels up to the last length.
 */
export function readLengths(
  text: usize,
  length: i32,
  whole: bool,
  first: i32,
  total: f64,
  target: usize,
  state: usize,
): f64 {
  const begin = target, finish = text + <usize> length;
  let last = load<i64>(state), earlier = load<i64>(state, 8);
  let sum = <i64> total, negative: i64 = 0;
  let start = text, wrong: usize = 0;
  for (let at = text; at < finish && wrong === 0 && negative === 0; at += 64) {
    const offset = i8x16.splat(48);
    const a = i8x16.sub(v128.load(at), offset);
    const b = i8x16.sub(v128.load(at, 16), offset);
    const c = i8x16.sub(v128.load(at, 32), offset);
    const d = i8x16.sub(v128.load(at, 48), offset);
    let ends = ~(more16(a) | more16(b) << 16 |
      more16(c) << 32 | more16(d) << 48);
    let strange = wrong16(a) | wrong16(b) << 16 |
      wrong16(c) << 32 | wrong16(d) << 48;
    if (finish - at < 64) {
      const here = (<u64> 1 << <u64> (finish - at)) - 1;
      ends &= here;
      strange &= here;
    }
    if (strange !== 0) {
      ends &= (strange & -strange) - 1;
      wrong = at + <usize> ctz(strange);
    }
    while (ends !== 0) {
      const next = at + <usize> ctz(ends) + 1;
      ends &= ends - 1;
      if (next - start > 7) {
        wrong = start + 7;
        break;
      }
      let value = <i64> readGroups(start, <i32> (next - start));
      if (first > 2) value += earlier;
      if (value < 0) {
        negative = value;
        wrong = 0;
        break;
      }
      first++;
      earlier = last;
      last = value;
      sum += value;
      store<i32>(target, <i32> sum);
      target += 4;
      start = next;
    }
    // A length of more than 7 characters before what is strange otherwise.
    if (wrong > start + 7) wrong = start + 7;
  }
  if (wrong === 0 && negative === 0) {
    if (finish - start > 7) wrong = start + 7;
    else if (whole && start < finish) wrong = finish;
  }
  store<i64>(state, last);
  store<i64>(state, earlier, 8);
  store<i32>(state, <i32> ((target - begin) >> 2), 16);
  store<i32>(state, <i32> (start - text), 20);
  store<i32>(state, wrong === 0 ? -1 : <i32> (wrong - text), 24);
  store<i32>(state, <i32> negative, 28);
  return <f64> sum;
}

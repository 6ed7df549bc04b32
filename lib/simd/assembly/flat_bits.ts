// A whole picture as one string of bits in either order.

/** Sets the bits of a run of 64 pixels or more. */
function paintLong(bits: usize, start: u32, end: u32): void {
  let at = bits + (<usize> (start >> 6) << 3);
  const last = bits + (<usize> (end >> 6) << 3);
  store<u64>(at, load<u64>(at) | <u64> -1 << <u64> start);
  for (at += 8; at < last; at += 8) store<u64>(at, -1);
  // Nothing is set from here on: runs rise. A shift is taken modulo 64.
  store<u64>(last, (<u64> 1 << <u64> end) - 1);
}

/**
 * Sets the bits of runs, which have to rise.
 *
 * @param bounds Starts and ends.
 * @param before The bound before the first, or -1.
 * @param last What no bound may exceed.
 * @param bits May be written up to 16 bytes after the last bound's.
 * @returns How many runs there are before the first that does not fit.
 */
export function paintRuns(
  bounds: usize,
  runs: i32,
  before: i32,
  last: i32,
  bits: usize,
): i32 {
  for (let run = 0; run < runs; run++, bounds += 8) {
    const both = load<u64>(bounds);
    const start = <i32> both, end = <i32> (both >> 32);
    if (start <= before || end <= start || end > last) return run;
    before = end;
    const length = <u64> (end - start);
    if (length > 63) {
      paintLong(bits, start, end);
      continue;
    }
    // Two words whether or not the run enters the second: a wrong guess of the
    // processor costs more. Nothing is set in the second yet.
    const set = (<u64> 1 << length) - 1;
    const at = bits + (<usize> (<u32> start >> 6) << 3);
    store<u64>(at, load<u64>(at) | set << <u64> start);
    store<u64>(at, set >> 1 >> <u64> ~start, 8);
  }
  return runs;
}

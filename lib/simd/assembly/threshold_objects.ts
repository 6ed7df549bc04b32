import { rowLevels, rowSums } from "./row_levels";
import {
  clearRuns,
  findRuns,
  longWords,
  markLevels,
  roomFor,
  RUN,
  RUN_END,
  RUN_OBJECT,
} from "./threshold_runs";

// An object is four numbers: the object that it turned out to be part of, an earlier one, or itself; pixels; those of
// them that are foreground in the truth; threshold.

const OBJECT_AREA: usize = 4;
const OBJECT_HITS: usize = 8;
const OBJECT_THRESHOLD: usize = 12;

// @ts-ignore: decorator
@inline
function place(objects: usize, object: i32): usize {
  return objects + (<usize> object << 4);
}

/** The object that stands for all that it was joined with; halves the path on the way. */
// @ts-ignore: decorator
@inline
function rootOf(objects: usize, object: i32): i32 {
  let next = load<i32>(place(objects, object));
  while (next !== object) {
    const beyond = load<i32>(place(objects, next));
    store<i32>(place(objects, object), beyond);
    object = beyond;
    next = load<i32>(place(objects, object));
  }
  return object;
}

/** The object of the runs above that a run touches: theirs, joined to one. */
// @ts-ignore: decorator
@inline
function joinAbove(above: usize, end: i32, objects: usize): i32 {
  let object = rootOf(objects, load<i32>(above, RUN_OBJECT));
  for (; load<i32>(above + RUN) < end; above += RUN) {
    const other = rootOf(objects, load<i32>(above + RUN, RUN_OBJECT));
    const first = min(object, other), second = max(object, other);
    store<i32>(place(objects, second), first);
    object = first;
  }
  return object;
}

/** Begins an object. */
// @ts-ignore: decorator
@inline
function makeObject(objects: usize, object: i32, threshold: i32): void {
  const at = place(objects, object);
  store<i32>(at, object);
  store<i64>(at, 0, OBJECT_AREA);
  store<i32>(at, threshold, OBJECT_THRESHOLD);
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: i32): void {
  store<i32>(at, load<i32>(at) + value);
}

/**
 * Gives the runs of a row at one threshold their objects.
 *
 * @param sums Foreground of the truth before each column, 0 where the row has none.
 * @returns Objects so far.
 */
// @ts-ignore: decorator
@inline
function linkRuns(
  above: usize,
  here: usize,
  hereEnd: usize,
  reach: i32,
  threshold: i32,
  sums: usize,
  objects: usize,
  made: i32,
): i32 {
  for (; here < hereEnd; here += RUN) {
    const start = load<i32>(here), end = load<i32>(here, RUN_END);
    while (load<i32>(above, RUN_END) + reach <= start) above += RUN;
    let object = made;
    if (load<i32>(above) < end + reach) {
      object = joinAbove(above, end + reach, objects);
    } else makeObject(objects, made++, threshold);
    const at = place(objects, object);
    add(at + OBJECT_AREA, end - start);
    if (sums) {
      add(
        at + OBJECT_HITS,
        load<i32>(sums + (<usize> end << 2)) -
          load<i32>(sums + (<usize> start << 2)),
      );
    }
    store<i32>(here, object, RUN_OBJECT);
  }
  return made;
}

/**
 * Finds the objects of some rows at every threshold, row by row; those of the rows before are gone on with.
 *
 * Each row becomes levels, then, for each threshold, a column a bit, then runs: so that what noise makes hard to
 * foretell is only where a word's bits end and which runs touch.
 *
 * @param values Of the rows.
 * @param truth A byte a pixel.
 * @param levels Room for a row's bytes and 64 more.
 * @param bits Room for a row's columns as bits, in words of 64, at each threshold.
 * @param sums Room for a row's numbers and 16 more.
 * @param above Runs of the row before, none for the first: room for a row's runs at each threshold.
 * @param here As much room. After an odd number of rows the last one's runs lie here, else in `above`.
 * @param reach 1 where corners touch, else 0.
 * @param made Objects of the rows before.
 * @returns Objects so far.
 */
export function findObjects(
  values: usize,
  truth: usize,
  width: i32,
  rows: i32,
  table: usize,
  shift: i32,
  from: usize,
  thresholds: i32,
  levels: usize,
  bits: usize,
  sums: usize,
  above: usize,
  here: usize,
  reach: i32,
  objects: usize,
  made: i32,
): i32 {
  const room = roomFor(width);
  const stride = <usize> longWords(width) << 3;
  for (let y = 0; y < rows; y++) {
    const used = rowLevels(values, width, table, shift, from, levels);
    markLevels(levels, width, used, bits);
    const marked = rowSums(truth, width, sums) ? sums : 0;
    let at = bits, aboveRuns = above, hereRuns = here;
    for (let t = 0; t < used; t++) {
      const end = findRuns(at, width, hereRuns);
      made = linkRuns(
        aboveRuns,
        hereRuns,
        end,
        reach,
        t,
        marked,
        objects,
        made,
      );
      at += stride;
      aboveRuns += room;
      hereRuns += room;
    }
    clearRuns(hereRuns, width, thresholds - used);
    const last = above;
    above = here;
    here = last;
    values += <usize> width << 2;
    truth += <usize> width;
  }
  return made;
}

/** How many of the rising areas are at most another. */
function areasUpTo(areas: usize, count: i32, area: i32): i32 {
  let low = 0, high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i32>(areas + (<usize> middle << 2)) <= area) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Adds each object to the last minimum area that keeps it.
 *
 * @param made Objects.
 * @param areas Rising minimum areas.
 * @param predicted Pixels for each threshold and minimum area, which are added to.
 * @param both The same for those of them that are foreground in the truth.
 */
export function addObjects(
  objects: usize,
  made: i32,
  areas: usize,
  count: i32,
  predicted: usize,
  both: usize,
): void {
  // Parts come after what they are part of.
  for (let object = made - 1; object >= 0; object--) {
    const at = place(objects, object);
    const area = load<i32>(at, OBJECT_AREA), hits = load<i32>(at, OBJECT_HITS);
    const whole = load<i32>(at);
    if (whole !== object) {
      const to = place(objects, whole);
      add(to + OBJECT_AREA, area);
      add(to + OBJECT_HITS, hits);
      continue;
    }
    const kept = areasUpTo(areas, count, area);
    if (kept === 0) continue;
    const threshold = load<i32>(at, OBJECT_THRESHOLD);
    const point = <usize> (threshold * count + kept - 1) << 2;
    add(predicted + point, area);
    add(both + point, hits);
  }
}

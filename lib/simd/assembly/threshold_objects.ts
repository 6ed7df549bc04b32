import {
  firstRun,
  roomFor,
  RUN,
  RUN_END,
  RUN_HITS,
  RUN_OBJECT,
  scanThresholds,
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

/** Gives the runs of one threshold in one row their objects; gives the number of objects so far. */
// @ts-ignore: decorator
@inline
function linkRuns(
  above: usize,
  aboveEnd: usize,
  here: usize,
  hereEnd: usize,
  reach: i32,
  threshold: i32,
  objects: usize,
  made: i32,
): i32 {
  for (; here < hereEnd; here += RUN) {
    const start = load<i32>(here), end = load<i32>(here, RUN_END);
    while (above < aboveEnd && load<i32>(above, RUN_END) + reach <= start) {
      above += RUN;
    }
    let object = made;
    if (above < aboveEnd && load<i32>(above) < end + reach) {
      object = rootOf(objects, load<i32>(above, RUN_OBJECT));
      // What reaches beyond this run may touch the next one too.
      while (
        load<i32>(above, RUN_END) < end + reach &&
        above + RUN < aboveEnd &&
        load<i32>(above + RUN) < end + reach
      ) {
        above += RUN;
        const other = rootOf(objects, load<i32>(above, RUN_OBJECT));
        const first = min(object, other), second = max(object, other);
        store<i32>(place(objects, second), first);
        object = first;
      }
    } else {
      const at = place(objects, made);
      store<i32>(at, made++);
      store<i64>(at, 0, OBJECT_AREA);
      store<i32>(at, threshold, OBJECT_THRESHOLD);
    }
    const at = place(objects, object);
    store<i32>(at, load<i32>(at, OBJECT_AREA) + end - start, OBJECT_AREA);
    store<i32>(
      at,
      load<i32>(at, OBJECT_HITS) + load<i32>(here, RUN_HITS),
      OBJECT_HITS,
    );
    store<i32>(here, object, RUN_OBJECT);
  }
  return made;
}

/**
 * Finds the objects of some rows at every threshold, row by row; those of the rows before are gone on with.
 *
 * @param values Of the rows.
 * @param bits Their truth, rows in whole words, and a word after them.
 * @param sums Room for a word more than a row has.
 * @param above Runs of the row before, none for the first; room for a row's runs.
 * @param here Room for a row's runs. After an odd number of rows the last one's lie here, else in `above`.
 * @param reach 1 where corners touch, else 0.
 * @param made Objects of the rows before.
 * @returns Objects so far.
 */
export function findObjects(
  values: usize,
  width: i32,
  rows: i32,
  bits: usize,
  sums: usize,
  table: usize,
  shift: i32,
  from: usize,
  thresholds: i32,
  above: usize,
  here: usize,
  reach: i32,
  objects: usize,
  made: i32,
): i32 {
  const stride = <usize> ((width + 31) >> 5) << 2;
  const room = roomFor(width);
  for (let y = 0; y < rows; y++) {
    scanThresholds(
      values,
      width,
      bits,
      sums,
      table,
      shift,
      from,
      thresholds,
      here,
    );
    let aboveRuns = firstRun(above, thresholds);
    let hereRuns = firstRun(here, thresholds);
    for (let t = 0; t < thresholds; t++) {
      const at = <usize> t << 2;
      made = linkRuns(
        aboveRuns,
        aboveRuns + <usize> load<u32>(above + at) * RUN,
        hereRuns,
        hereRuns + <usize> load<u32>(here + at) * RUN,
        reach,
        t,
        objects,
        made,
      );
      aboveRuns += room;
      hereRuns += room;
    }
    const last = above;
    above = here;
    here = last;
    values += <usize> width << 2;
    bits += stride;
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
      store<i32>(to, load<i32>(to, OBJECT_AREA) + area, OBJECT_AREA);
      store<i32>(to, load<i32>(to, OBJECT_HITS) + hits, OBJECT_HITS);
      continue;
    }
    const kept = areasUpTo(areas, count, area);
    if (kept === 0) continue;
    const threshold = load<i32>(at, OBJECT_THRESHOLD);
    const point = <usize> (threshold * count + kept - 1) << 2;
    store<i32>(predicted + point, load<i32>(predicted + point) + area);
    store<i32>(both + point, load<i32>(both + point) + hits);
  }
}

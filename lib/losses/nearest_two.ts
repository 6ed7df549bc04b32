/** Objects by number; 0 is background. */
export interface LabelMap {
  /** `height * width` values, rows top to bottom. */
  readonly data: ArrayLike<number>;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** Squared distances to the nearest and the second nearest object, infinite where there is none within reach. */
export interface NearestTwo {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** The two nearest objects of one place; a nearer pixel of a known object takes that object's place. */
class Nearest {
  firstLabel = 0;
  secondLabel = 0;
  first = Infinity;
  second = Infinity;

  clear(): void {
    this.firstLabel = this.secondLabel = 0;
    this.first = this.second = Infinity;
  }

  offer(label: number, distance: number): void {
    if (distance >= this.second) return;
    if (label === this.firstLabel) {
      this.first = Math.min(this.first, distance);
    } else if (distance < this.first) {
      this.second = this.first;
      this.secondLabel = this.firstLabel;
      this.first = distance;
      this.firstLabel = label;
    } else {
      this.second = distance;
      this.secondLabel = label;
    }
  }
}

/** For each pixel the two nearest objects within its own column: labels and distances, two a pixel. */
interface ColumnNearest {
  readonly labels: Int32Array;
  readonly distances: Float64Array;
}

function columnNearest({ data, width, height }: LabelMap): ColumnNearest {
  const labels = new Int32Array(2 * width * height);
  const distances = new Float64Array(2 * width * height).fill(Infinity);
  const here = new Nearest();
  const pass = (x: number, start: number, end: number, step: number) => {
    // The two objects met last, and where; no third can be nearer.
    let [last, lastRow, older, olderRow] = [0, 0, 0, 0];
    for (let y = start; y !== end; y += step) {
      const label = data[y * width + x]!;
      if (label !== 0 && label !== last) {
        [older, olderRow] = [last, lastRow];
        last = label;
      }
      if (label !== 0) lastRow = y;
      const at = 2 * (y * width + x);
      here.clear();
      for (const i of [at, at + 1]) {
        if (labels[i] !== 0) here.offer(labels[i]!, distances[i]!);
      }
      if (last !== 0) here.offer(last, (y - lastRow) ** 2);
      if (older !== 0) here.offer(older, (y - olderRow) ** 2);
      labels[at] = here.firstLabel;
      labels[at + 1] = here.secondLabel;
      distances[at] = here.first;
      distances[at + 1] = here.second;
    }
  };
  for (let x = 0; x < width; x++) {
    pass(x, 0, height, 1);
    pass(x, height - 1, -1, -1);
  }
  return { labels, distances };
}

/**
 * Finds for every background pixel how far the nearest and the second nearest object are, from pixel centre to pixel
 * centre. An object among a pixel's two nearest is also among the two nearest of the column where it is reached, so one
 * pass along the columns and one along the rows find them exactly, however many objects there are.
 *
 * @param map Objects by number.
 * @param reach Objects further than this many columns away are not looked for.
 * @returns Squared distances, infinite on objects.
 */
export function nearestTwo(map: LabelMap, reach: number): NearestTwo {
  const { data, width, height } = map;
  const { labels, distances } = columnNearest(map);
  const first = new Float64Array(width * height).fill(Infinity);
  const second = first.slice();
  const here = new Nearest();
  const offerColumn = (pixel: number, across: number) => {
    for (const i of [2 * pixel, 2 * pixel + 1]) {
      if (labels[i] !== 0) here.offer(labels[i]!, distances[i]! + across);
    }
  };
  for (let pixel = 0; pixel < data.length; pixel++) {
    if (data[pixel] !== 0) continue;
    const x = pixel % width;
    here.clear();
    for (let dx = 0; dx <= reach && dx * dx < here.second; dx++) {
      if (x - dx >= 0) offerColumn(pixel - dx, dx * dx);
      if (dx > 0 && x + dx < width) offerColumn(pixel + dx, dx * dx);
    }
    first[pixel] = here.first;
    second[pixel] = here.second;
  }
  return { first, second };
}

import { type RandomSource, randomSource } from "../../core/mod.ts";
import {
  objectCounts,
  ratioByObjects,
  touchingShare,
} from "./reference_statistics.ts";
import {
  clipToBox,
  type Point,
  polygonArea,
  polygonBox,
  signedDistance,
} from "./geometry.ts";

/** Which part of the set an image belongs to. */
export type Split = "train" | "public" | "private";

/** Width of the frame in which everything is planned; smaller pictures show the same things smaller. */
export const referenceWidth = 1716;

/** Two objects stay this far apart, reference pixels. */
const gap = 7;
/** How far an object's outline stays from the border unless it touches it, reference pixels. */
const inset = 4;

/** One labelled tumour cluster. */
export interface ObjectPlan {
  /** What an annotator draws: in the image, does not cross itself. Reference pixels. */
  readonly outline: readonly Point[];
  /** The same before it was cut at the border: where the cells are. */
  readonly whole: readonly Point[];
}

/** The tumour clusters of one image. */
export interface ObjectsPlan {
  /** Size of the frame, reference pixels. */
  readonly width: number;
  readonly height: number;
  readonly objects: readonly ObjectPlan[];
}

/**
 * Plans the labelled objects of one image, before anything is painted: how many, how large, where, which outline.
 *
 * Count and labelled share are drawn by inverse transform from the real labels' joint distribution, with a
 * low-discrepancy sequence over the image's index (Roberts' R2, "The unreasonable effectiveness of quasirandom
 * sequences", 2018): any run of images, even 48, has the right distribution, and yet an image depends on nothing but
 * its seed, part and index.
 *
 * @param seed Integer.
 * @param split Part of the set.
 * @param index Position in its part, from 0.
 * @param aspect Height over width.
 * @returns Outlines in a frame 1716 wide.
 *
 * @example
 * ```ts
 * import { planObjects } from "./plan_objects.ts";
 *
 * const { objects } = planObjects(7, "train", 0, 942 / 1716);
 * if (objects.length === 0) throw new Error();
 * ```
 */
export function planObjects(
  seed: number,
  split: Split,
  index: number,
  aspect: number,
): ObjectsPlan {
  const [width, height] = [referenceWidth, referenceWidth * aspect];
  const random = randomSource(seed, "synthetic objects", split, index);
  const [u, v] = stratum(seed, split, index);
  const count = countAt(u);
  const total = ratioAt(count, v) * width * height;
  const shapes = areas(random, count, total).map((area) => {
    return shape(random, area, width - 2 * inset, height - 2 * inset);
  });
  return { width, height, objects: place(random, width, height, shapes) };
}

/** The image's point of the R2 sequence, shifted by the seed and the part: evenly spread over the unit square. */
function stratum(seed: number, split: Split, index: number): [number, number] {
  const plastic = 1.324717957244746;
  const shift = randomSource(seed, "synthetic strata", split);
  return [plastic, plastic ** 2].map((base) => {
    return (shift.next() + (index + 1) / base) % 1;
  }) as [number, number];
}

/** Objects an image at a level of the real distribution. */
function countAt(level: number): number {
  const images = objectCounts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (let n = 0; n < objectCounts.length; n++) {
    below += objectCounts[n]!;
    if (level * images < below) return n;
  }
  return objectCounts.length - 1;
}

/** Labelled share at a level of the real distribution among images of so many objects; geometric between quantiles. */
function ratioAt(count: number, level: number): number {
  const { ratio } = ratioByObjects.find(({ most }) => count <= most)!;
  const at = level * (ratio.length - 1);
  const low = Math.min(Math.floor(at), ratio.length - 2);
  return ratio[low]! * (ratio[low + 1]! / ratio[low]!) ** (at - low);
}

/** Splits a labelled area into objects, largest first; their logarithms spread as within the real images. */
function areas(random: RandomSource, count: number, total: number): number[] {
  const shares = Array.from(
    { length: count },
    () => Math.exp(0.8 * random.normal()),
  ).sort((a, b) => b - a);
  const sum = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / sum * total);
}

/** An outline around the origin: an ellipse with lobes, of the given area, that fits the frame. */
function shape(
  random: RandomSource,
  area: number,
  maximumWidth: number,
  maximumHeight: number,
): Point[] {
  const elongation = Math.exp(0.45 * Math.abs(random.normal()));
  const turn = random.uniform(0, Math.PI);
  const around = Math.PI * Math.sqrt(area * elongation);
  const lobe = (k: number, spread: number) => ({
    k,
    size: spread * random.normal(),
    phase: random.uniform(0, 2 * Math.PI),
  });
  const lobes = [2, 3, 4, 5, 6, 7, 9].map((k) => lobe(k, 0.24 / k ** 0.8));
  // The rim of a large cluster is as knobbly as a small one's.
  for (const length of [45, 70, 110]) {
    const k = Math.round(around / length);
    if (k > 9) lobes.push(lobe(k, 12 / around));
  }
  const vertices = Math.round(Math.min(80, Math.max(30, around / 7)));
  const points = Array.from({ length: vertices }, (_, i): Point => {
    const angle = 2 * Math.PI * (i + random.uniform(-0.25, 0.25)) / vertices;
    const lobed = lobes.reduce(
      (sum, { k, size, phase }) => sum + size * Math.cos(k * angle + phase),
      1,
    );
    const radius = Math.max(0.35, lobed);
    const x = radius * Math.cos(angle) * elongation;
    const y = radius * Math.sin(angle);
    return [
      x * Math.cos(turn) - y * Math.sin(turn),
      x * Math.sin(turn) + y * Math.cos(turn),
    ];
  });
  const scale = Math.sqrt(area / polygonArea(points));
  const { left, top, right, bottom } = polygonBox(points);
  const wide = (right - left) * scale / maximumWidth;
  const high = (bottom - top) * scale / maximumHeight;
  const stretch = high > 1 ? high : wide > 1 ? 1 / wide : 1;
  return points.map(([x, y]) => [
    (x - (left + right) / 2) * scale * stretch,
    (y - (top + bottom) / 2) * scale / stretch,
  ]);
}

/** Puts outlines, largest first, where they are clear of each other; shrinks one a little where there is no room. */
function place(
  random: RandomSource,
  width: number,
  height: number,
  shapes: readonly Point[][],
): ObjectPlan[] {
  const placed: ObjectPlan[] = [];
  for (let points of shapes) {
    const touches = random.chance(touchingShare);
    for (let attempt = 0;; attempt++) {
      if (attempt % 60 === 59) {
        points = points.map(([x, y]) => [x * 0.95, y * 0.95]);
      }
      const [dx, dy] = touches
        ? positionAtBorder(random, points, width, height)
        : positionInside(random, points, width, height, attempt);
      const whole = points.map(([x, y]): Point => [x + dx, y + dy]);
      if (placed.some((other) => near(whole, other.whole))) continue;
      const frame = { left: 0, top: 0, right: width - 1, bottom: height - 1 };
      placed.push({
        whole,
        outline: touches ? clipToBox(whole, frame) : whole,
      });
      break;
    }
  }
  return placed;
}

/** A centre drawn as the real ones lie: towards the middle; anywhere once that was tried in vain. */
function positionInside(
  random: RandomSource,
  points: readonly Point[],
  width: number,
  height: number,
  attempt: number,
): Point {
  const box = polygonBox(points);
  const along = (size: number, low: number, high: number, mean: number) => {
    const [first, last] = [inset - low, size - 1 - inset - high];
    const drawn = attempt < 20
      ? (mean + 0.22 * random.normal()) * size
      : random.uniform(first, last);
    return drawn < first || drawn > last ? random.uniform(first, last) : drawn;
  };
  return [
    along(width, box.left, box.right, 0.44),
    along(height, box.top, box.bottom, 0.49),
  ];
}

/** A centre so that a part of the outline lies beyond one side of the frame. */
function positionAtBorder(
  random: RandomSource,
  points: readonly Point[],
  width: number,
  height: number,
): Point {
  const { left, top, right, bottom } = polygonBox(points);
  const beyond = random.uniform(0.05, 0.35);
  const x = random.uniform(-left, width - right);
  const y = random.uniform(-top, height - bottom);
  switch (random.integer(4)) {
    case 0:
      return [-left - beyond * (right - left), y];
    case 1:
      return [width - right + beyond * (right - left), y];
    case 2:
      return [x, -top - beyond * (bottom - top)];
    default:
      return [x, height - bottom + beyond * (bottom - top)];
  }
}

/** Whether two outlines come closer than the gap. */
function near(a: readonly Point[], b: readonly Point[]): boolean {
  const [p, q] = [polygonBox(a), polygonBox(b)];
  if (
    p.right + gap < q.left || q.right + gap < p.left ||
    p.bottom + gap < q.top || q.bottom + gap < p.top
  ) return false;
  return a.some(([x, y]) => signedDistance(b, x, y) < gap) ||
    b.some(([x, y]) => signedDistance(a, x, y) < gap);
}

import { type RandomSource, randomSource } from "../../core/mod.ts";
import { DistanceField } from "./distance_field.ts";
import type { Point } from "./geometry.ts";
import { noiseTiles } from "./noise.ts";
import type { ObjectsPlan, Split } from "./plan_objects.ts";

/** One bubble of the foam that air spaces are; bubbles of one space have no wall between them. */
export interface Bubble {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly space: number;
  /** Eosin density of the fluid inside. */
  readonly fluid: number;
}

/** A strand of connective tissue across the picture. */
export interface Band {
  readonly line: readonly Point[];
  readonly halfWidth: number;
}

/** A blood vessel or a small airway, cut across. */
export interface Tube {
  readonly kind: "vessel" | "airway";
  readonly x: number;
  readonly y: number;
  /** Outer radius, reference pixels. */
  readonly radius: number;
  /** Thickness of the muscle coat. */
  readonly wall: number;
  /** Long over short axis. */
  readonly stretch: number;
  /** Direction of the long axis, radians. */
  readonly turn: number;
  /** Share of the lumen that blood fills. */
  readonly blood: number;
}

/** A loose group of cells. */
export interface CellGroup {
  readonly kind: "lymphocytes" | "macrophages" | "red cells";
  readonly x: number;
  readonly y: number;
  readonly spread: number;
  readonly count: number;
}

/** Everything in the picture but the tumour clusters. */
export interface TissuePlan {
  readonly bubbles: readonly Bubble[];
  readonly bands: readonly Band[];
  readonly tubes: readonly Tube[];
  readonly groups: readonly CellGroup[];
  /** Distance to the tumour clusters. */
  readonly clusters: DistanceField;
  /** Where this picture lies in the noise. */
  readonly offset: Point;
  /** How far walls sway, reference pixels. */
  readonly crumple: number;
  /** Half the thickness of a wall between air spaces. */
  readonly wall: number;
  /** Width of clear lumen around a cluster. */
  readonly halo: number;
  /** Nuclei a place, 1 is usual. */
  readonly cellularity: number;
}

/** Plans the lung around the clusters of one image. */
export function planTissue(
  seed: number,
  split: Split,
  index: number,
  { width, height, objects }: ObjectsPlan,
): TissuePlan {
  const random = randomSource(seed, "synthetic tissue", split, index);
  const offset: Point = [random.integer(512), random.integer(512)];
  const clusters = new DistanceField(
    objects.map(({ whole }) => whole),
    width,
    height,
  );
  const halo = random.uniform(16, 34);
  const bands = planBands(random, width, height);
  const tubes = planTubes(random, width, height, clusters);
  return {
    offset,
    clusters,
    halo,
    bands,
    tubes,
    bubbles: planBubbles(random, width, height, clusters, halo, offset),
    groups: planGroups(random, width, height, clusters, bands, tubes),
    crumple: random.uniform(7, 15),
    wall: 2.5 * Math.exp(random.uniform(0, 0.95)),
    cellularity: random.uniform(0.75, 1.25),
  };
}

/** Fills the frame and its margin with bubbles of varied sizes, then joins some to larger spaces. */
function planBubbles(
  random: RandomSource,
  width: number,
  height: number,
  clusters: DistanceField,
  halo: number,
  [ox, oy]: Point,
): Bubble[] {
  const { broad } = noiseTiles();
  const typical = random.uniform(42, 66);
  const margin = 90;
  const bubbles: {
    x: number;
    y: number;
    radius: number;
    space: number;
    fluid: number;
  }[] = [];
  for (let dart = 0; dart < 3500; dart++) {
    const x = random.uniform(-margin, width + margin);
    const y = random.uniform(-margin, height + margin);
    const domain = broad.smooth(ox + x / 8, oy + y / 8);
    const radius = Math.min(
      150,
      Math.max(16, typical * Math.exp(0.4 * random.normal() + 0.35 * domain)),
    );
    if (clusters.at(x, y) < halo + 0.7 * radius) continue;
    const free = bubbles.every((other) => {
      return (other.x - x) ** 2 + (other.y - y) ** 2 >
        (0.78 * (other.radius + radius)) ** 2;
    });
    if (!free) continue;
    const fluid = random.chance(0.15) ? random.uniform(0.03, 0.16) : 0;
    bubbles.push({ x, y, radius, space: bubbles.length, fluid });
  }
  const joined = random.uniform(0.15, 0.45);
  for (const bubble of bubbles) {
    if (!random.chance(joined)) continue;
    let nearest = bubble;
    let least = Infinity;
    for (const other of bubbles) {
      if (other.space === bubble.space) continue;
      const apart = Math.hypot(other.x - bubble.x, other.y - bubble.y) -
        other.radius;
      if (apart < least) [nearest, least] = [other, apart];
    }
    const [from, to] = [bubble.space, nearest.space];
    for (const each of bubbles) {
      if (each.space === from) {
        each.space = to;
        each.fluid = nearest.fluid;
      }
    }
  }
  return bubbles;
}

/** None to two strands from one side of the frame to another. */
function planBands(
  random: RandomSource,
  width: number,
  height: number,
): Band[] {
  const count = random.next() < 0.35 ? 0 : random.chance(0.8) ? 1 : 2;
  return Array.from({ length: count }, () => {
    const upright = random.chance(0.5);
    const [length, breadth] = upright ? [height, width] : [width, height];
    const from = random.uniform(-0.05, 1.05) * breadth;
    const to = random.uniform(-0.05, 1.05) * breadth;
    const sway = random.normal() * 0.12 * breadth;
    const phase = random.uniform(0, 6);
    const line = Array.from({ length: 25 }, (_, i): Point => {
      const t = i / 24 * 1.2 - 0.1;
      const across = from + (to - from) * t + sway * Math.sin(4 * t + phase);
      return upright ? [across, t * length] : [t * length, across];
    });
    return { line, halfWidth: random.uniform(22, 75) };
  });
}

/** Up to four vessels and, in some pictures, a small airway, clear of the clusters and of each other. */
function planTubes(
  random: RandomSource,
  width: number,
  height: number,
  clusters: DistanceField,
): Tube[] {
  const wanted: Tube["kind"][] = Array<Tube["kind"]>(random.integer(5)).fill(
    "vessel",
  );
  if (random.chance(0.2)) wanted.unshift("airway");
  const tubes: Tube[] = [];
  for (const kind of wanted) {
    for (let attempt = 0; attempt < 40; attempt++) {
      const radius = kind === "airway"
        ? random.uniform(60, 110)
        : 22 * Math.exp(0.55 * Math.abs(random.normal()) + 0.1);
      const stretch = random.uniform(1, kind === "airway" ? 1.3 : 1.8);
      const x = random.uniform(0, width);
      const y = random.uniform(0, height);
      const reach = radius * stretch;
      if (clusters.at(x, y) < Math.min(230, reach + 25)) continue;
      if (
        tubes.some((other) =>
          Math.hypot(other.x - x, other.y - y) <
            reach + other.radius * other.stretch + 20
        )
      ) continue;
      tubes.push({
        kind,
        x,
        y,
        radius,
        stretch,
        wall: kind === "airway"
          ? random.uniform(9, 15)
          : radius * random.uniform(0.16, 0.4),
        turn: random.uniform(0, Math.PI),
        blood: random.chance(0.65) ? random.uniform(0.2, 1) : 0,
      });
      break;
    }
  }
  return tubes;
}

/** Cells that are not tumour, some of them easily taken for it. */
function planGroups(
  random: RandomSource,
  width: number,
  height: number,
  clusters: DistanceField,
  bands: readonly Band[],
  tubes: readonly Tube[],
): CellGroup[] {
  // Lymphocytes gather beside vessels and in connective tissue.
  const home: Point[] = [
    ...tubes.map(({ x, y, radius }): Point => [x, y + radius]),
    ...bands.flatMap(({ line }) => line.slice(3, -3)),
  ];
  const groups: CellGroup[] = [];
  const add = (
    kind: CellGroup["kind"],
    pieces: number,
    spread: readonly [number, number],
    count: readonly [number, number],
    often = 0,
  ) => {
    for (let i = 0; i < pieces; i++) {
      const [x, y] = random.chance(home.length > 0 ? often : 0)
        ? home[random.integer(home.length)]!
        : [random.uniform(0, width), random.uniform(0, height)];
      const group = {
        kind,
        x,
        y,
        spread: random.uniform(...spread),
        count: Math.round(random.uniform(...count)),
      };
      if (clusters.at(x, y) > 12 + group.spread) groups.push(group);
    }
  };
  add("lymphocytes", random.integer(5), [22, 60], [40, 190], 0.8);
  add("macrophages", 5 + random.integer(30), [6, 26], [1, 4.4]);
  add("red cells", random.integer(7), [20, 60], [10, 70]);
  return groups;
}

import { type RandomSource } from "../../core/mod.ts";
import { type Point, polygonBox, signedDistance } from "./geometry.ts";
import type { Planes } from "./planes.ts";
import type { ObjectPlan } from "./plan_objects.ts";
import { noiseTiles } from "./noise.ts";
import { stamp } from "./stamp.ts";

/** How far inside the annotator's outline the cells end, reference pixels. */
const margin = 1.5;

/** Look of one cluster: its cells are alike, as they come from one tumour. */
interface ClusterLook {
  /** Radius of a cell. */
  readonly cell: number;
  /** Mean radius of a nucleus. */
  readonly nucleus: number;
  readonly cytoplasmHematoxylin: number;
  readonly cytoplasmEosin: number;
  readonly nucleusHematoxylin: number;
  /** How unlike each other the nuclei are. */
  readonly pleomorphism: number;
}

/** Paints a tumour cluster: crowded cells up to the outline, scalloped where they meet the lumen. */
export function paintCluster(
  planes: Planes,
  { whole }: ObjectPlan,
  random: RandomSource,
): void {
  const look = clusterLook(whole, random);
  const cells = placeCells(whole, look.cell, random);
  for (const [x, y] of random.shuffle(cells)) {
    cytoplasm(planes, look, x, y, random);
  }
  for (const [x, y] of cells) nucleus(planes, look, x, y, random);
}

function clusterLook(
  outline: readonly Point[],
  random: RandomSource,
): ClusterLook {
  const { left, top, right, bottom } = polygonBox(outline);
  const roomy = Math.min(right - left, bottom - top) / 2 - margin;
  const cell = Math.min(random.uniform(7.6, 9.8), Math.max(2, roomy * 0.6));
  return {
    cell,
    nucleus: cell * random.uniform(0.56, 0.68),
    cytoplasmHematoxylin: random.uniform(0.42, 0.6),
    cytoplasmEosin: random.uniform(0.42, 0.58),
    nucleusHematoxylin: random.uniform(1.45, 1.85),
    pleomorphism: random.uniform(0.12, 0.24),
  };
}

/** Cell centres: a row along the outline first, so that the cluster ends where it should, then the inside. */
function placeCells(
  outline: readonly Point[],
  cell: number,
  random: RandomSource,
): Point[] {
  const spacing = cell * 1.28;
  const deep = cell + margin;
  const cells: Point[] = [];
  const grid = new Map<string, Point[]>();
  const key = (x: number, y: number) =>
    `${Math.floor(x / spacing)},${Math.floor(y / spacing)}`;
  const add = (x: number, y: number, apart: number) => {
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        for (
          const [ox, oy] of grid.get(key(x + dx * spacing, y + dy * spacing)) ??
            []
        ) {
          if (Math.hypot(ox - x, oy - y) < apart) return;
        }
      }
    }
    const bucket = grid.get(key(x, y));
    if (bucket) bucket.push([x, y]);
    else grid.set(key(x, y), [[x, y]]);
    cells.push([x, y]);
  };
  for (const [x, y] of rim(outline, deep)) {
    if (signedDistance(outline, x, y) < -deep + 1) add(x, y, spacing * 0.8);
  }
  const { broad } = noiseTiles();
  const { left, top, right, bottom } = polygonBox(outline);
  const large = Math.min(right - left, bottom - top) > 150;
  for (let row = 0, y = top; y < bottom; row++, y += spacing * 0.87) {
    for (let x = left + (row & 1) * spacing / 2; x < right; x += spacing) {
      const [cx, cy] = [
        x + 0.22 * spacing * random.normal(),
        y + 0.22 * spacing * random.normal(),
      ];
      const depth = -signedDistance(outline, cx, cy);
      if (depth < deep - 0.5) continue;
      // Large clusters are nests with narrow clefts between them.
      const cleft =
        Math.abs(broad.smooth(cx * 0.45 + left, cy * 0.45 + top)) < 0.07;
      if (large && cleft && depth > 20) continue;
      add(cx, cy, spacing * 0.72);
    }
  }
  if (cells.length === 0) cells.push([(left + right) / 2, (top + bottom) / 2]);
  return cells;
}

/** Points at a depth along the inside of an outline, close together. */
function* rim(outline: readonly Point[], depth: number): Generator<Point> {
  const ring = turnsRight(outline) ? outline : outline.toReversed();
  for (let i = 0; i < ring.length; i++) {
    const [x0, y0] = ring[i]!;
    const [x1, y1] = ring[(i + 1) % ring.length]!;
    const length = Math.hypot(x1 - x0, y1 - y0);
    const [nx, ny] = [-(y1 - y0) / length, (x1 - x0) / length];
    for (let along = 0; along < length; along += 2) {
      const t = along / length;
      yield [x0 + (x1 - x0) * t + nx * depth, y0 + (y1 - y0) * t + ny * depth];
    }
  }
}

function turnsRight(outline: readonly Point[]): boolean {
  let twice = 0;
  let [x0, y0] = outline.at(-1)!;
  for (const [x, y] of outline) {
    twice += x0 * y - x * y0;
    [x0, y0] = [x, y];
  }
  return twice > 0;
}

function cytoplasm(
  planes: Planes,
  look: ClusterLook,
  x: number,
  y: number,
  random: RandomSource,
): void {
  stamp(planes, {
    x,
    y,
    long: look.cell * random.uniform(0.98, 1.1),
    short: look.cell * random.uniform(0.9, 1),
    turn: random.uniform(0, Math.PI),
    hematoxylin: look.cytoplasmHematoxylin * random.uniform(0.8, 1.2),
    eosin: look.cytoplasmEosin * random.uniform(0.85, 1.15),
    blood: 0,
    cover: 0.93,
    mottle: 0.16,
    ragged: 0.06,
    texture: "grain",
  });
}

function nucleus(
  planes: Planes,
  look: ClusterLook,
  x: number,
  y: number,
  random: RandomSource,
): void {
  const size = Math.exp(look.pleomorphism * random.normal());
  const long = Math.min(
    look.cell,
    look.nucleus * size * random.uniform(1, 1.25),
  );
  const open = random.chance(0.3);
  const [cx, cy] = [
    x + 0.12 * look.cell * random.normal(),
    y + 0.12 * look.cell * random.normal(),
  ];
  stamp(planes, {
    x: cx,
    y: cy,
    long,
    short: long * random.uniform(0.68, 0.95),
    turn: random.uniform(0, Math.PI),
    hematoxylin: look.nucleusHematoxylin * random.uniform(0.8, 1.15) *
      (open ? 0.72 : 1),
    eosin: 0.3,
    blood: 0,
    cover: 0.92,
    mottle: open ? 0.3 : 0.2,
    ragged: 0.08,
  });
  if (!open) return;
  stamp(planes, {
    x: cx + 0.2 * long * random.normal(),
    y: cy + 0.2 * long * random.normal(),
    long: 0.26 * long,
    short: 0.24 * long,
    turn: 0,
    hematoxylin: look.nucleusHematoxylin * 1.15,
    eosin: 0.5,
    blood: 0,
    cover: 0.85,
    mottle: 0,
    ragged: 0,
  });
}

import { type RandomSource } from "../../core/mod.ts";
import { placeCells } from "./cluster_cells.ts";
import { type Point, polygonBox } from "./geometry.ts";
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
  const { cells, clefts } = placeCells(whole, look.cell, margin, random);
  // Clefts are empty, or hold the connective tissue that a papilla grows on.
  if (random.chance(0.5)) {
    for (const [x, y] of clefts) core(planes, x, y, random);
  }
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
  const domain = 1 + 0.1 * noiseTiles().broad.smooth(x * 0.5, y * 0.5);
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
    hematoxylin: look.nucleusHematoxylin * domain * random.uniform(0.8, 1.15) *
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

function core(
  planes: Planes,
  x: number,
  y: number,
  random: RandomSource,
): void {
  const nucleus = random.chance(0.12);
  stamp(planes, {
    x,
    y,
    long: nucleus ? 4.5 : random.uniform(5, 8),
    short: nucleus ? 1.6 : random.uniform(3, 5),
    turn: random.uniform(0, Math.PI),
    hematoxylin: nucleus ? 1.1 : 0.12,
    eosin: nucleus ? 0.3 : random.uniform(0.4, 0.62),
    blood: 0,
    cover: 0.85,
    mottle: 0.2,
    ragged: 0.15,
    texture: "fine",
  });
}

import type { RandomSource } from "../../core/mod.ts";
import type { Planes } from "./planes.ts";
import type { CellGroup, TissuePlan } from "./plan_tissue.ts";
import { stamp } from "./stamp.ts";
import type { TissueFields } from "./tissue_fields.ts";

/** Mean distance of the places where a nucleus may lie, reference pixels. */
const spacing = 8.5;

/** Paints the nuclei of walls and connective tissue, along the fibres. */
export function paintTissueNuclei(
  planes: Planes,
  fields: TissueFields,
  plan: TissuePlan,
  random: RandomSource,
): void {
  const [width, height] = [
    planes.width / planes.scale,
    planes.height / planes.scale,
  ];
  for (let gridY = 0; gridY < height; gridY += spacing) {
    for (let gridX = 0; gridX < width; gridX += spacing) {
      const x = gridX + random.uniform(-4, 4);
      const y = gridY + random.uniform(-4, 4);
      const lot = random.next() / plan.cellularity;
      const at = sampleAt(planes, fields, x, y);
      const wall = fields.wall[at]!;
      const stroma = fields.stroma[at]!;
      if (stroma > 2) {
        if (lot < 0.17) {
          fibroblast(planes, random, x, y, tangent(fields, fields.across, at));
        }
      } else if (wall > -1.5 && lot < 0.5) {
        wallCell(planes, random, x, y, tangent(fields, fields.wall, at), wall);
      }
    }
  }
}

/** The field's sample nearest to a place, one that has neighbours on all sides. */
function sampleAt(
  { scale }: Planes,
  fields: TissueFields,
  x: number,
  y: number,
): number {
  const column = Math.min(
    fields.columns - 2,
    Math.max(1, Math.round(x * scale / 2 + 0.5)),
  );
  const row = Math.min(
    fields.rows - 2,
    Math.max(1, Math.round(y * scale / 2 + 0.5)),
  );
  return row * fields.columns + column;
}

function inTissue(
  planes: Planes,
  fields: TissueFields,
  x: number,
  y: number,
): boolean {
  const at = sampleAt(planes, fields, x, y);
  return fields.stroma[at]! > 1 || fields.wall[at]! > 0;
}

/** Direction along which a field does not change. */
function tangent(
  { columns }: TissueFields,
  field: Float32Array,
  at: number,
): number {
  const dx = field[at + 1]! - field[at - 1]!;
  const dy = field[at + columns]! - field[at - columns]!;
  return Math.atan2(dy, dx) + Math.PI / 2;
}

function fibroblast(
  planes: Planes,
  random: RandomSource,
  x: number,
  y: number,
  turn: number,
): void {
  const round = random.chance(0.25);
  stamp(planes, {
    x,
    y,
    long: round ? random.uniform(2.8, 3.6) : random.uniform(3.6, 6.8),
    short: round ? random.uniform(2.3, 3) : random.uniform(1.2, 2),
    turn: turn + 0.25 * random.normal(),
    hematoxylin: random.uniform(0.8, 1.35),
    eosin: 0.25,
    blood: 0,
    cover: random.uniform(0.6, 0.95),
    mottle: 0.15,
    ragged: 0.1,
  });
}

function wallCell(
  planes: Planes,
  random: RandomSource,
  x: number,
  y: number,
  turn: number,
  depth: number,
): void {
  // Round cells bulge from the surface, flat ones line the capillaries inside.
  const flat = random.chance(depth > 2 ? 0.65 : 0.4);
  stamp(planes, {
    x,
    y,
    long: flat ? random.uniform(3.4, 5.4) : random.uniform(2.8, 4.3),
    short: flat ? random.uniform(1.4, 2.1) : random.uniform(2.3, 3.3),
    turn: turn + 0.35 * random.normal(),
    hematoxylin: random.uniform(0.85, 1.5),
    eosin: 0.25,
    blood: 0,
    cover: random.uniform(0.7, 1),
    mottle: 0.2,
    ragged: 0.12,
  });
}

/** Paints one loose group of cells that are not tumour: lymphocytes in tissue, the others anywhere. */
export function paintGroup(
  planes: Planes,
  fields: TissueFields,
  group: CellGroup,
  random: RandomSource,
): void {
  for (let i = 0; i < group.count; i++) {
    const x = group.x + 0.6 * group.spread * random.normal();
    const y = group.y + 0.6 * group.spread * random.normal();
    switch (group.kind) {
      case "lymphocytes":
        if (inTissue(planes, fields, x, y)) lymphocyte(planes, random, x, y);
        break;
      case "macrophages":
        macrophage(planes, random, x, y);
        break;
      case "red cells":
        redCell(planes, random, x, y);
    }
  }
}

function lymphocyte(
  planes: Planes,
  random: RandomSource,
  x: number,
  y: number,
): void {
  const radius = random.uniform(2.8, 3.7);
  stamp(planes, {
    x,
    y,
    long: radius,
    short: radius * random.uniform(0.85, 1),
    turn: random.uniform(0, Math.PI),
    hematoxylin: random.uniform(1.25, 1.8),
    eosin: 0.2,
    blood: 0,
    cover: 0.95,
    mottle: 0.2,
    ragged: 0.06,
  });
}

/** Large, pale and foamy, with a small nucleus; some have swallowed brown pigment. */
function macrophage(
  planes: Planes,
  random: RandomSource,
  x: number,
  y: number,
): void {
  const radius = random.uniform(6, 9.5);
  const turn = random.uniform(0, Math.PI);
  const dusty = random.chance(0.3) ? random.uniform(0.1, 0.35) : 0.04;
  stamp(planes, {
    x,
    y,
    long: radius,
    short: radius * random.uniform(0.75, 1),
    turn,
    hematoxylin: 0.14 + 0.4 * dusty,
    eosin: random.uniform(0.26, 0.44),
    blood: dusty,
    cover: 0.9,
    mottle: 0.28,
    ragged: 0.07,
    texture: "grain",
  });
  const off = random.uniform(0, 0.4) * radius;
  stamp(planes, {
    x: x + off * Math.cos(turn),
    y: y + off * Math.sin(turn),
    long: random.uniform(2.6, 3.7),
    short: random.uniform(2.1, 2.9),
    turn: random.uniform(0, Math.PI),
    hematoxylin: random.uniform(0.9, 1.4),
    eosin: 0.25,
    blood: 0,
    cover: 0.95,
    mottle: 0.2,
    ragged: 0.08,
  });
}

/** Paints one red blood cell. */
export function redCell(
  planes: Planes,
  random: RandomSource,
  x: number,
  y: number,
): void {
  const radius = random.uniform(2.6, 3.4);
  stamp(planes, {
    x,
    y,
    long: radius,
    short: radius * random.uniform(0.7, 1),
    turn: random.uniform(0, Math.PI),
    hematoxylin: 0.02,
    eosin: 0.22,
    blood: random.uniform(0.38, 0.6),
    cover: 0.85,
    mottle: 0.08,
    ragged: 0.03,
  });
}

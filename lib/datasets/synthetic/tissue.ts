import { noiseTiles } from "./noise.ts";
import type { Planes } from "./planes.ts";
import type { TissuePlan } from "./plan_tissue.ts";
import type { TissueFields } from "./tissue_fields.ts";

/** Paints air spaces, walls and connective tissue, without their nuclei. */
export function paintTissue(
  planes: Planes,
  fields: TissueFields,
  plan: TissuePlan,
): void {
  const { width, height, scale, hematoxylin, eosin, blood } = planes;
  const { broad, fine, grain } = noiseTiles();
  const [ox, oy] = plan.offset;
  const rows = [fields.wall, fields.stroma, fields.across, fields.fluid].map(
    (field) => {
      return { field, row: new Float32Array(fields.columns) };
    },
  );
  const [wallRow, stromaRow, acrossRow, fluidRow] = rows.map(({ row }) =>
    row
  ) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const unit = 1 / scale;
  for (let j = 0; j < height; j++) {
    // Samples lie between pixels 2k - 2 and 2k - 1: every pixel is a quarter of the way from one to the next.
    const top = (j + 1) >> 1;
    const v = (j & 1) === 0 ? 0.75 : 0.25;
    for (const { field, row } of rows) {
      const upper = top * fields.columns;
      for (let i = 0; i < row.length; i++) {
        row[i] = field[upper + i]! * (1 - v) +
          field[upper + fields.columns + i]! * v;
      }
    }
    const y = (j + 0.5) * unit;
    for (let i = 0; i < width; i++) {
      const left = (i + 1) >> 1;
      const u = (i & 1) === 0 ? 0.75 : 0.25;
      const wall = wallRow[left]! * (1 - u) + wallRow[left + 1]! * u;
      const stroma = stromaRow[left]! * (1 - u) + stromaRow[left + 1]! * u;
      const fluid = fluidRow[left]! * (1 - u) + fluidRow[left + 1]! * u;
      const x = (i + 0.5) * unit;
      const at = j * width + i;

      let h = 0.015;
      let e = 0.02 +
        (fluid > 0 ? fluid * (1 + 0.12 * fine.at(oy + x * 0.7, y * 0.7)) : 0);
      let b = 0;
      if (wall > -7 || stroma > -7) {
        const ragged = fine.at(ox + x, oy + y);
        const speck = grain.at(ox + x, oy + y);
        const spread = Math.min(1, scale);
        const inWall = coverage((wall + 1.7 * ragged) * spread);
        if (inWall > 0) {
          const texture = fine.at(oy + 1.7 * x, ox + 1.7 * y);
          const capillary = Math.max(0, texture - 1.0) * 0.35;
          h += inWall * (0.13 + 0.07 * ragged);
          e += inWall *
            Math.max(0.1, 0.4 + 0.13 * texture + 0.06 * speck - fluid);
          b += inWall * capillary;
        }
        const inStroma = coverage((stroma + 2.4 * ragged) * spread);
        if (inStroma > 0) {
          const across = acrossRow[left]! * (1 - u) + acrossRow[left + 1]! * u;
          const sway = broad.smooth(ox + x * 0.5, oy + y * 0.5);
          const fibre = fine.smooth(
            across * 1.15 + 9 * sway,
            ox + 60 * sway + (x + y) * 0.06,
          );
          const cleft = Math.max(0, fibre - 1.1) * 0.45;
          const dense = 0.47 + 0.12 * fibre + 0.08 * sway + 0.05 * speck -
            cleft;
          e += inStroma * (Math.max(0.06, dense) - e);
          h += inStroma * (0.1 + 0.04 * fibre - h);
          b *= 1 - inStroma;
        }
      }
      hematoxylin[at] = h;
      eosin[at] = e;
      blood[at] = b;
    }
  }
}

/** Soft step over two pixels. */
function coverage(depth: number): number {
  const t = depth * 0.5 + 0.5;
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

import type { RandomSource } from "../../core/mod.ts";
import { redCell } from "./cells.ts";
import { noiseTiles } from "./noise.ts";
import type { Planes } from "./planes.ts";
import type { Tube } from "./plan_tissue.ts";
import { stamp } from "./stamp.ts";

/** Height of an airway's lining, reference pixels. */
const lining = 15;

/** Paints a vessel or an airway: muscle coat, lining, lumen and what is in it. */
export function paintTube(
  planes: Planes,
  tube: Tube,
  random: RandomSource,
): void {
  const profile = new Profile(tube, random);
  paintCoats(planes, tube, profile);
  paintMuscleNuclei(planes, tube, profile, random);
  if (tube.kind === "airway") paintLiningNuclei(planes, profile, random);
  else paintBlood(planes, tube, profile, random);
}

/** Where the coats of a tube lie: an ellipse whose radius wavers, its inside folded. */
class Profile {
  readonly inner: number;
  readonly #tube: Tube;
  readonly #cos: number;
  readonly #sin: number;
  readonly #folds: readonly { k: number; size: number; phase: number }[];

  constructor(tube: Tube, random: RandomSource) {
    this.#tube = tube;
    this.#cos = Math.cos(tube.turn);
    this.#sin = Math.sin(tube.turn);
    this.inner = tube.radius - tube.wall;
    const deep = tube.kind === "airway" ? 0.055 : 0.035;
    this.#folds = [2, 3, 5, 8, 11].map((k) => ({
      k,
      size: deep * random.normal() / Math.sqrt(k / 3),
      phase: random.uniform(0, 6.28),
    }));
  }

  /** Radius and angle of a place in the tube's own round frame. */
  locate(x: number, y: number): [radius: number, angle: number] {
    const dx = x - this.#tube.x;
    const dy = y - this.#tube.y;
    const u = (dx * this.#cos + dy * this.#sin) / this.#tube.stretch;
    const v = dy * this.#cos - dx * this.#sin;
    return [Math.sqrt(u * u + v * v), Math.atan2(v, u)];
  }

  /** The place at an angle, so far from the lumen's edge (positive: into the wall). */
  place(angle: number, depth: number): [x: number, y: number] {
    const radius = this.lumen(angle) + depth;
    const u = radius * Math.cos(angle) * this.#tube.stretch;
    const v = radius * Math.sin(angle);
    return [
      this.#tube.x + u * this.#cos - v * this.#sin,
      this.#tube.y + u * this.#sin + v * this.#cos,
    ];
  }

  /** Direction of the wall at an angle. */
  along(angle: number): number {
    const [x0, y0] = this.place(angle - 0.02, 0);
    const [x1, y1] = this.place(angle + 0.02, 0);
    return Math.atan2(y1 - y0, x1 - x0);
  }

  /** Radius of the lumen at an angle. */
  lumen(angle: number): number {
    const folded = this.#folds.reduce(
      (sum, { k, size, phase }) => sum + size * Math.cos(k * angle + phase),
      1,
    );
    return this.inner * folded - (this.#tube.kind === "airway" ? lining : 0);
  }
}

function paintCoats(planes: Planes, tube: Tube, profile: Profile): void {
  const { width, height, scale, hematoxylin, eosin, blood } = planes;
  const { fine, grain, broad } = noiseTiles();
  const reach = (tube.radius * tube.stretch + 8) * scale;
  const [cx, cy] = [tube.x * scale, tube.y * scale];
  const coat = tube.kind === "airway" ? lining : 0;
  for (
    let j = Math.max(0, Math.floor(cy - reach));
    j < Math.min(height, cy + reach);
    j++
  ) {
    for (
      let i = Math.max(0, Math.floor(cx - reach));
      i < Math.min(width, cx + reach);
      i++
    ) {
      const [x, y] = [(i + 0.5) / scale, (j + 0.5) / scale];
      const [radius, angle] = profile.locate(x, y);
      if (radius > tube.radius + 6) continue;
      const ragged = fine.at(x, y);
      const depth = radius - profile.lumen(angle);
      const outside = step((radius - tube.radius + 2 * ragged) * 0.4);
      const inLumen = 1 - step((depth + 0.8 * ragged) * Math.min(1, scale));
      const inLining = coat > 0 ? 1 - step((depth - coat + ragged) * 0.5) : 0;
      const fibre = fine.smooth(
        radius * 1.3,
        70 + 40 * broad.smooth(x * 0.3, y * 0.3),
      );
      const speck = grain.at(x, y);

      let h = 0.16 + 0.05 * fibre;
      let e = 0.66 + 0.13 * fibre + 0.05 * speck;
      h += inLining * (0.34 + 0.06 * speck - h);
      e += inLining * (0.42 + 0.06 * ragged - e);
      h += inLumen * (0.012 - h);
      e += inLumen * (0.025 - e);
      const at = j * width + i;
      hematoxylin[at]! += (1 - outside) * (h - hematoxylin[at]!);
      eosin[at]! += (1 - outside) * (e - eosin[at]!);
      blood[at]! *= outside;
    }
  }
}

function step(depth: number): number {
  const t = depth * 0.5 + 0.5;
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

function paintMuscleNuclei(
  planes: Planes,
  tube: Tube,
  profile: Profile,
  random: RandomSource,
): void {
  const inside = tube.kind === "airway" ? lining : 0;
  const around = 2 * Math.PI * tube.radius * tube.stretch;
  const count = Math.round(around * (tube.wall + 4) / 190);
  for (let i = 0; i < count; i++) {
    const angle = random.uniform(-Math.PI, Math.PI);
    // A third of them line the lumen.
    const depth = inside +
      (random.chance(0.33) ? 0.8 : random.uniform(2, tube.wall + 2));
    const [x, y] = profile.place(angle, depth);
    stamp(planes, {
      x,
      y,
      long: random.uniform(3.4, 6),
      short: random.uniform(1.2, 1.8),
      turn: profile.along(angle) + 0.15 * random.normal(),
      hematoxylin: random.uniform(0.9, 1.35),
      eosin: 0.3,
      blood: 0,
      cover: 0.9,
      mottle: 0.15,
      ragged: 0.08,
    });
  }
}

/** Slender nuclei side by side, upright on the wall. */
function paintLiningNuclei(
  planes: Planes,
  profile: Profile,
  random: RandomSource,
): void {
  const count = Math.round(2 * Math.PI * profile.inner / 4.2);
  for (let i = 0; i < count; i++) {
    const angle = 2 * Math.PI * (i + random.uniform(-0.4, 0.4)) / count -
      Math.PI;
    const [x, y] = profile.place(angle, lining * random.uniform(0.45, 0.8));
    stamp(planes, {
      x,
      y,
      long: random.uniform(3.4, 4.8),
      short: random.uniform(1.7, 2.3),
      turn: profile.along(angle) + Math.PI / 2 + 0.15 * random.normal(),
      hematoxylin: random.uniform(1, 1.45),
      eosin: 0.3,
      blood: 0,
      cover: 0.9,
      mottle: 0.2,
      ragged: 0.08,
    });
  }
}

function paintBlood(
  planes: Planes,
  tube: Tube,
  profile: Profile,
  random: RandomSource,
): void {
  const area = Math.PI * profile.inner ** 2 * tube.stretch;
  const count = Math.min(900, Math.round(tube.blood * area / 26));
  const pool = random.uniform(-Math.PI, Math.PI);
  for (let i = 0; i < count; i++) {
    // A lumen that is not full has its blood on one side.
    const angle = pool + random.normal() * (0.4 + 2.5 * tube.blood ** 2);
    const depth = profile.lumen(angle) * (Math.sqrt(random.next()) * 0.96 - 1);
    const [x, y] = profile.place(angle, depth);
    redCell(planes, random, x, y);
  }
}

import { noiseTiles } from "./noise.ts";
import type { Planes } from "./planes.ts";

/** One round or oval body; lengths are reference pixels. */
export interface Body {
  readonly x: number;
  readonly y: number;
  /** Half the long axis. */
  readonly long: number;
  /** Half the short axis. */
  readonly short: number;
  /** Direction of the long axis, radians. */
  readonly turn: number;
  /** Density of each dye. */
  readonly hematoxylin: number;
  readonly eosin: number;
  readonly blood: number;
  /** How much of what lies beneath is hidden, in [0, 1]. */
  readonly cover: number;
  /** Contrast of the texture inside, share of the densities. */
  readonly mottle: number;
  /** How uneven the outline is, share of the radius. */
  readonly ragged: number;
  /** The texture: fine as chromatin, or coarse as cytoplasm. @default {"grain"} */
  readonly texture?: "grain" | "fine";
}

/** Paints one body over what is there, its edge softened over about a pixel and a half. */
export function stamp(planes: Planes, body: Body): void {
  const { width, height, scale } = planes;
  const { fine, grain } = noiseTiles();
  const [cx, cy] = [body.x * scale - 0.5, body.y * scale - 0.5];
  const [long, short] = [body.long * scale, body.short * scale];
  // Bodies smaller than a pixel keep a pixel's footprint and lose density instead.
  const [a, b] = [Math.max(0.75, long), Math.max(0.75, short)];
  const cover = body.cover * Math.min(1, long / a) * Math.min(1, short / b);
  const [cos, sin] = [Math.cos(body.turn), Math.sin(body.turn)];
  const reach = a * (1 + 2.5 * body.ragged) + 1.5;
  const [left, right] = [
    Math.max(0, Math.ceil(cx - reach)),
    Math.min(width - 1, Math.floor(cx + reach)),
  ];
  const [top, bottom] = [
    Math.max(0, Math.ceil(cy - reach)),
    Math.min(height - 1, Math.floor(cy + reach)),
  ];
  const sharpness = b / 1.5;
  const texture = body.texture === "fine" ? fine : grain;
  const [shiftX, shiftY] = [body.x * 7.3, body.y * 5.7];
  for (let j = top; j <= bottom; j++) {
    for (let i = left; i <= right; i++) {
      const dx = i - cx;
      const dy = j - cy;
      const u = (dx * cos + dy * sin) / a;
      const v = (dy * cos - dx * sin) / b;
      const rx = dx / scale + shiftX;
      const ry = dy / scale + shiftY;
      let radius = Math.sqrt(u * u + v * v);
      if (radius > 1 + 2.5 * body.ragged + 1.5 / b) continue;
      if (body.ragged > 0) radius += body.ragged * fine.at(rx, ry);
      const inside = (1 - radius) * sharpness + 0.5;
      if (inside <= 0) continue;
      const t = (inside >= 1 ? 1 : inside * inside * (3 - 2 * inside)) * cover;
      const mottled = 1 + body.mottle * texture.at(rx + 40, ry + 90);
      const at = j * width + i;
      planes.hematoxylin[at]! += t *
        (body.hematoxylin * mottled - planes.hematoxylin[at]!);
      planes.eosin[at]! += t * (body.eosin * mottled - planes.eosin[at]!);
      planes.blood[at]! += t * (body.blood * mottled - planes.blood[at]!);
    }
  }
}

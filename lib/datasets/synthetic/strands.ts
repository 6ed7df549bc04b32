import { BlockCache } from "./block_cache.ts";
import type { Band, TissuePlan, Tube } from "./plan_tissue.ts";

/** Side of the blocks that share one list of strands, reference pixels. */
const blockSide = 32;
/** Deeper outside than this is all the same, reference pixels. */
const farthest = 40;

/** Finds how deep a place lies in bands of connective tissue and in the coats around tubes. */
export class Strands {
  /** Depth of the place last looked at, reference pixels; negative outside. */
  depth = -farthest;
  /** Its position across the fibres. */
  across = 0;
  readonly #plan: TissuePlan;
  readonly #blocks: BlockCache<Block>;

  constructor(plan: TissuePlan) {
    this.#plan = plan;
    this.#blocks = new BlockCache(blockSide, (x, y) => this.#collect(x, y));
  }

  /** Looks at a place; `uneven` (0 on average) makes bands and coats wider or narrower. */
  look(x: number, y: number, uneven: number): void {
    this.depth = -farthest;
    this.across = 0;
    const { bands, tubes } = this.#blocks.at(x, y);
    for (const { line, halfWidth } of bands) {
      const signed = distanceAcross(line, x, y);
      const depth = halfWidth * (1 + 0.35 * uneven) - Math.abs(signed);
      if (depth > this.depth) {
        this.depth = depth;
        this.across = signed;
      }
    }
    for (const tube of tubes) {
      const beyond = tubeDistance(tube, x, y);
      const depth = 9 + 7 * uneven - beyond;
      if (depth > this.depth) {
        this.depth = depth;
        this.across = beyond;
      }
    }
  }

  #collect(x: number, y: number): Block {
    const slack = farthest + blockSide;
    return {
      bands: this.#plan.bands.filter(({ line, halfWidth }) => {
        return Math.abs(distanceAcross(line, x, y)) < 2.2 * halfWidth + slack;
      }),
      tubes: this.#plan.tubes.filter((tube) => {
        const apart = Math.hypot(tube.x - x, tube.y - y);
        return apart < tube.radius * tube.stretch + 30 + slack;
      }),
    };
  }
}

interface Block {
  readonly bands: readonly Band[];
  readonly tubes: readonly Tube[];
}

/** Signed distance to an open line: the sign tells the side. */
function distanceAcross(line: Band["line"], x: number, y: number): number {
  let nearest = Infinity;
  let side = 1;
  let x0 = line[0]![0];
  let y0 = line[0]![1];
  for (let i = 1; i < line.length; i++) {
    const x1 = line[i]![0];
    const y1 = line[i]![1];
    const dx = x1 - x0;
    const dy = y1 - y0;
    const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy);
    const t = along < 0 ? 0 : along > 1 ? 1 : along;
    const ex = x - x0 - t * dx;
    const ey = y - y0 - t * dy;
    const squared = ex * ex + ey * ey;
    if (squared < nearest) {
      nearest = squared;
      side = dx * ey - dy * ex;
    }
    x0 = x1;
    y0 = y1;
  }
  return side < 0 ? -Math.sqrt(nearest) : Math.sqrt(nearest);
}

/** About how far a place lies outside a tube's outer surface. */
function tubeDistance(tube: Tube, x: number, y: number): number {
  const cos = Math.cos(tube.turn);
  const sin = Math.sin(tube.turn);
  const u = ((x - tube.x) * cos + (y - tube.y) * sin) / tube.stretch;
  const v = (y - tube.y) * cos - (x - tube.x) * sin;
  return Math.sqrt(u * u + v * v) - tube.radius;
}

import { BlockCache } from "./block_cache.ts";
import { noiseTiles } from "./noise.ts";
import type { Bubble, TissuePlan } from "./plan_tissue.ts";
import { Strands } from "./strands.ts";

/** Side of the blocks that share one list of bubbles, reference pixels. */
const blockSide = 16;
/** Further than this from every wall is all the same, reference pixels. */
const farthest = 34;

/**
 * The shape of the tissue, a sample every two picture pixels. Lengths are reference pixels; positive is inside tissue.
 */
export interface TissueFields {
  readonly columns: number;
  readonly rows: number;
  /** Depth in the walls between air spaces. */
  readonly wall: Float32Array;
  /** Depth in connective tissue. */
  readonly stroma: Float32Array;
  /** Position across the fibres of connective tissue. */
  readonly across: Float32Array;
  /** Eosin density of the fluid in the air space. */
  readonly fluid: Float32Array;
}

/**
 * Works out where walls and connective tissue are: walls lie where two bubbles are equally near (an additively
 * weighted Voronoi diagram, as in a foam), bent by noise, of uneven thickness, torn in places.
 */
export function tissueFields(
  plan: TissuePlan,
  width: number,
  height: number,
  scale: number,
): TissueFields {
  const columns = (width >> 1) + 2;
  const rows = (height >> 1) + 2;
  const field = () => new Float32Array(columns * rows);
  const fields = {
    columns,
    rows,
    wall: field(),
    stroma: field(),
    across: field(),
    fluid: field(),
  };
  const blocks = new BubbleBlocks(plan.bubbles);
  const { broad } = noiseTiles();
  const [ox, oy] = plan.offset;
  const unit = 2 / scale;
  const strands = new Strands(plan);
  for (let row = 0; row < rows; row++) {
    const y = (row - 0.5) * unit;
    for (let column = 0; column < columns; column++) {
      const x = (column - 0.5) * unit;
      const at = row * columns + column;
      const cluster = plan.clusters.at(x, y);
      const dx = broad.smooth(ox + x * 0.4, oy + y * 0.4);
      const dy = broad.smooth(ox + 256 + x * 0.4, oy + 128 + y * 0.4);
      const thick = broad.smooth(ox + 91 + x * 0.3, oy + 377 + y * 0.3);
      const torn = broad.smooth(ox + 301 + x * 0.22, oy + 45 + y * 0.22);

      blocks.look(
        x + plan.crumple * dx,
        y + plan.crumple * dy,
        cluster - plan.halo,
      );
      const half = plan.wall * Math.exp(0.4 * thick) -
        5 * Math.max(0, torn - 1.1);
      // Walls never press on a cluster: they thin out towards it.
      const near = Math.max(0, 1 - cluster / (0.7 * plan.halo)) * 30;
      fields.wall[at] = half - blocks.wallDistance - near;
      fields.fluid[at] = blocks.fluid(torn > 0.8 ? 26 : 4);

      strands.look(x + 7 * dx, y + 7 * dy, thick);
      fields.stroma[at] = Math.min(strands.depth, cluster - plan.halo * 0.8);
      fields.across[at] = strands.across;
    }
  }
  return fields;
}

/** Finds the two nearest air spaces of a place. */
class BubbleBlocks {
  /** Distance to the surface between the two nearest spaces. */
  wallDistance = 0;
  #own = 0;
  #other = 0;
  readonly #bubbles: readonly Bubble[];
  readonly #blocks: BlockCache<Float64Array>;

  constructor(bubbles: readonly Bubble[]) {
    this.#bubbles = bubbles;
    this.#blocks = new BlockCache(blockSide, (x, y) => this.#collect(x, y));
  }

  look(x: number, y: number, cluster: number): void {
    const nearby = this.#blocks.at(x, y);
    // The spaces around clusters are one space, number -1.
    let space = -1;
    let first = cluster;
    let second = Infinity;
    let own = 0;
    let other = 0;
    for (let i = 0; i < nearby.length; i += 5) {
      const dx = nearby[i]! - x;
      const dy = nearby[i + 1]! - y;
      const distance = Math.sqrt(dx * dx + dy * dy) - nearby[i + 2]!;
      const its = nearby[i + 3]!;
      if (its === space) {
        if (distance < first) first = distance;
      } else if (distance < first) {
        second = first;
        first = distance;
        space = its;
        other = own;
        own = nearby[i + 4]!;
      } else if (distance < second) {
        second = distance;
        other = nearby[i + 4]!;
      }
    }
    this.wallDistance = Math.min(farthest, (second - first) / 2);
    this.#own = own;
    this.#other = other;
  }

  /** Fluid here; the two spaces' fluids mix over a length on either side of the wall. */
  fluid(over: number): number {
    const share = 0.5 + 0.5 * Math.min(1, this.wallDistance / over);
    return this.#own * share + this.#other * (1 - share);
  }

  /** x, y, radius, space and fluid of every bubble that may matter in the block around a centre. */
  #collect(x: number, y: number): Float64Array {
    const distances = this.#bubbles.map((bubble) => {
      return Math.sqrt((bubble.x - x) ** 2 + (bubble.y - y) ** 2) -
        bubble.radius;
    });
    // Across a block a distance changes by at most half its diagonal, so what is further than the second space by a
    // whole diagonal can be neither first nor second; and nobody asks what is beyond `farthest`.
    const nearest = Math.min(...distances);
    const space = this.#bubbles[distances.indexOf(nearest)]?.space;
    let second = Infinity;
    this.#bubbles.forEach((bubble, i) => {
      if (bubble.space !== space) second = Math.min(second, distances[i]!);
    });
    const bound = Math.min(second, nearest + 2 * farthest) +
      blockSide * Math.SQRT2;
    return Float64Array.from(
      this.#bubbles.filter((_, i) => distances[i]! <= bound)
        .flatMap((
          { x, y, radius, space, fluid },
        ) => [x, y, radius, space, fluid]),
    );
  }
}

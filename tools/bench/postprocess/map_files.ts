import type { Mask, ProbabilityMap } from "../../../lib/core/mod.ts";
import {
  drawMap,
  MAP_KINDS,
  MAP_SIZE,
  type MapKind,
  MASK_THRESHOLD,
} from "./draw_maps.ts";

/** What the work is done on; the files hold nothing but the pixels, so that any language reads them. */
export interface BenchMap {
  /** Single precision, little end first: `KIND_INDEX.map`. */
  readonly map: ProbabilityMap;
  /** Bytes of 0 and 1: `KIND_INDEX.mask`. */
  readonly mask: Mask;
  /** Bytes of 0 and 1: `KIND_INDEX.truth`. */
  readonly truth: Mask;
}

/**
 * Draws maps of every kind into a folder.
 *
 * @param folder An existing folder.
 * @param maps Maps of each kind.
 * @param size Columns and rows.
 */
export async function writeMaps(
  folder: string,
  maps: number,
  size: { readonly width: number; readonly height: number } = MAP_SIZE,
): Promise<void> {
  for (const kind of MAP_KINDS) {
    const threshold = Math.fround(MASK_THRESHOLD[kind]);
    for (let i = 0; i < maps; i++) {
      const { map, truth } = drawMap(kind, i, size);
      const path = pathOf(folder, kind, i);
      const mask = Uint8Array.from(map.data, (p) => p > threshold ? 1 : 0);
      await Deno.writeFile(
        `${path}.map`,
        new Uint8Array(map.data.slice().buffer),
      );
      await Deno.writeFile(`${path}.mask`, mask);
      await Deno.writeFile(`${path}.truth`, truth.data);
    }
  }
}

/** Reads one of what {@linkcode writeMaps} wrote. */
export function readMap(
  folder: string,
  kind: MapKind,
  index: number,
  { width, height }: { readonly width: number; readonly height: number },
): BenchMap {
  const path = pathOf(folder, kind, index);
  const bytes = (ending: string) => Deno.readFileSync(`${path}.${ending}`);
  const data = new Float32Array(bytes("map").buffer);
  return {
    map: { data, width, height },
    mask: { data: bytes("mask"), width, height },
    truth: { data: bytes("truth"), width, height },
  };
}

const pathOf = (folder: string, kind: MapKind, index: number) =>
  `${folder}/${kind}_${index}`;

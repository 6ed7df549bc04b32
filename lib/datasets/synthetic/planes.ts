/** Dye densities of a picture, row by row: what light is taken from it. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  /** Picture pixels a reference pixel. */
  readonly scale: number;
  /** Hematoxylin: nuclei. */
  readonly hematoxylin: Float32Array;
  /** Eosin: cytoplasm, fibres. */
  readonly eosin: Float32Array;
  /** Blood and brown pigment. */
  readonly blood: Float32Array;
}

/** Empty planes. */
export function makePlanes(
  width: number,
  height: number,
  scale: number,
): Planes {
  const plane = () => new Float32Array(width * height);
  return {
    width,
    height,
    scale,
    hematoxylin: plane(),
    eosin: plane(),
    blood: plane(),
  };
}

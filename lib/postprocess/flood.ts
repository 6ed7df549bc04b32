/** What is flooded: heights of the foreground (above 0), 0 for background, and the labels to start from. */
export interface Landscape {
  readonly heights: Int32Array;
  readonly markers: Int32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Watershed of foreground from its markers: the highest pixel first, of equal ones the one that was reached first;
 * each gives its label to its neighbours above, left, right and below, and a neighbour that is higher than the pixel
 * it was reached from counts as that pixel's height. Marker pixels start in raster order.
 *
 * One list a height, each taken from its front: the order of a priority queue without its comparisons, because what
 * is reached is never higher than what it is reached from.
 *
 * @returns Labels; 0 for background and for foreground that no marker reaches.
 */
export function flood(
  { heights, markers, width, height }: Landscape,
): Int32Array<ArrayBuffer> {
  // One column and two rows of background around the picture save the tests for its sides.
  const stride = width + 1;
  // Positive: a label. Negative: the height of a pixel that was not reached. 0: background.
  const state = new Int32Array(stride * (height + 2) + 1);
  const next = new Int32Array(state.length);
  let highest = 0;
  for (let i = 0; i < heights.length; i++) {
    if (heights[i]! > highest) highest = heights[i]!;
  }
  const front = new Int32Array(highest + 1), back = new Int32Array(highest + 1);
  const append = (pixel: number, level: number) => {
    if (front[level] === 0) front[level] = pixel;
    else next[back[level]!] = pixel;
    back[level] = pixel;
  };
  for (let y = 0, i = 0; y < height; y++) {
    const first = (y + 1) * stride + 1;
    for (let x = 0; x < width; x++, i++) {
      const level = heights[i]!;
      if (level === 0) continue;
      const marker = markers[i]!;
      state[first + x] = marker > 0 ? marker : -level;
      if (marker > 0) append(first + x, level);
    }
  }
  const around = [-stride, -1, 1, stride] as const;
  for (let level = highest; level > 0; level--) {
    for (let pixel = front[level]!; pixel !== 0; pixel = next[pixel]!) {
      const label = state[pixel]!;
      for (let k = 0; k < 4; k++) {
        const neighbour = pixel + around[k]!;
        const own = -state[neighbour]!;
        if (own <= 0) continue;
        state[neighbour] = label;
        append(neighbour, own < level ? own : level);
      }
    }
  }
  const labels = new Int32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const first = (y + 1) * stride + 1;
    for (let x = 0; x < width; x++, i++) {
      if (state[first + x]! > 0) labels[i] = state[first + x]!;
    }
  }
  return labels;
}

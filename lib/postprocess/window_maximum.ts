/** Columns of a picture that are worked on at once: as many as keep them in the processor's cache. */
const stripWidth = 32;

/** Makes each value the largest of itself and the `count - 1` that follow at multiples of `stride`, in place. */
function runningMaximum(
  values: Int32Array,
  stride: number,
  count: number,
): void {
  for (let length = 1; length < count;) {
    const step = Math.min(length, count - length);
    const ahead = step * stride;
    const end = values.length - ahead;
    for (let i = 0; i < end; i++) {
      const here = values[i]!, there = values[i + ahead]!;
      // Written in every case: a branch would be mispredicted.
      values[i] = here > there ? here : there;
    }
    length += step;
  }
}

/** The largest value in the square of `2 radius + 1` pixels around each pixel; outside counts as 0. */
export function windowMaximum(
  values: Int32Array,
  width: number,
  height: number,
  radius: number,
): Int32Array<ArrayBuffer> {
  const result = new Int32Array(width * height);
  // More than the picture holds is the picture.
  const columns = Math.min(radius, width), rows = Math.min(radius, height);
  const line = new Int32Array(width + 2 * columns);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    line.set(values.subarray(y * width, (y + 1) * width), columns);
    runningMaximum(line, 1, 2 * columns + 1);
    result.set(line.subarray(0, width), y * width);
  }
  const strip = new Int32Array(stripWidth * (height + 2 * rows));
  for (let left = 0; left < width; left += stripWidth) {
    const right = Math.min(left + stripWidth, width);
    strip.fill(0);
    for (let y = 0; y < height; y++) {
      const row = result.subarray(y * width + left, y * width + right);
      strip.set(row, (y + rows) * stripWidth);
    }
    runningMaximum(strip, stripWidth, 2 * rows + 1);
    for (let y = 0; y < height; y++) {
      const first = y * stripWidth;
      const row = strip.subarray(first, first + right - left);
      result.set(row, y * width + left);
    }
  }
  return result;
}

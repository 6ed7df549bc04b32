// The gradient of max pooling, composed: right for any values, strides and dilations.
import * as tf from "@tensorflow/tfjs-core";
import type { Windows } from "./windows.ts";

/** Every position in a window, row by row. */
export function windowOffsets(windows: readonly Windows[]): number[][] {
  return windows.reduce<number[][]>(
    (offsets, { kernel }) =>
      offsets.flatMap((offset) =>
        Array.from({ length: kernel }, (_, i) => [...offset, i])
      ),
    [[]],
  );
}

/** The value that each window has at one position. */
export function viewOf(
  x: tf.Tensor,
  windows: readonly Windows[],
  offset: readonly number[],
): tf.Tensor {
  const begin = windows.map(({ dilation }, i) => offset[i]! * dilation);
  const end = windows.map(({ count, stride }, i) =>
    begin[i]! + (count - 1) * stride + 1
  );
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  return tf.stridedSlice(
    x,
    [0, ...begin, 0],
    [batch, ...end, channels],
    [1, ...windows.map(({ stride }) => stride), 1],
  );
}

/**
 * Puts each window's gradient where its first maximum is.
 *
 * @param dy Gradient [batch, ...counts, channels].
 * @param x What was pooled, its border included.
 * @param largest The maxima.
 */
export function spreadMaxima(
  dy: tf.Tensor,
  x: tf.Tensor,
  largest: tf.Tensor,
  windows: readonly Windows[],
): tf.Tensor {
  return tf.tidy(() => {
    // Pixels at the same remainder by the stride form a plane, on which windows lie side by side.
    const planes = new Map<string, tf.Tensor>();
    const reach = windows.map(({ kernel, dilation, stride }) =>
      Math.floor((kernel - 1) * dilation / stride)
    );
    let free: tf.Tensor = tf.onesLike(dy);
    for (const offset of windowOffsets(windows)) {
      const view = viewOf(x, windows, offset);
      const hit = tf.mul(tf.cast(tf.equal(view, largest), "float32"), free);
      free = tf.sub(free, hit);
      const place = windows.map(({ dilation }, i) => offset[i]! * dilation);
      const shift = place.map((at, i) => Math.floor(at / windows[i]!.stride));
      const part = tf.pad(tf.mul(dy, hit), [
        [0, 0],
        ...shift.map((by, i): [number, number] => [by, reach[i]! - by]),
        [0, 0],
      ]);
      const phase = place.map((at, i) => at % windows[i]!.stride).join();
      const before = planes.get(phase);
      planes.set(phase, before ? tf.add(before, part) : part);
    }
    return fitTo(interleave(planes, windows), x.shape);
  });
}

/** Puts the planes' pixels back between each other; a plane that no window touches is 0. */
function interleave(
  planes: ReadonlyMap<string, tf.Tensor>,
  windows: readonly Windows[],
): tf.Tensor {
  const strides = windows.map(({ stride }) => stride);
  const zero = tf.zerosLike([...planes.values()][0]!);
  const assemble = (phase: readonly number[]): tf.Tensor => {
    const axis = phase.length;
    if (axis === strides.length) return planes.get(phase.join()) ?? zero;
    const stride = strides[axis]!;
    const parts = Array.from(
      { length: stride },
      (_, i) => assemble([...phase, i]),
    );
    if (stride === 1) return parts[0]!;
    const shape = parts[0]!.shape.map((side, i) =>
      i === axis + 1 ? side * stride : side
    );
    return tf.reshape(tf.stack(parts, axis + 2), shape);
  };
  return assemble([]);
}

/** Cuts what is too much at each axis' end, adds zeros where something lacks. */
function fitTo(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const cut = tf.slice(
    x,
    shape.map(() => 0),
    shape.map((side, i) => Math.min(side, x.shape[i]!)),
  );
  const lacking = shape.map((side, i): [number, number] => [
    0,
    side - cut.shape[i]!,
  ]);
  return lacking.some(([, by]) => by > 0) ? tf.pad(cut, lacking) : cut;
}

import * as tf from "@tensorflow/tfjs-core";
import type { Windows } from "./windows.ts";

/** Puts the windows' border around an input [batch, ...sides, channels]. */
export function padWindows(
  x: tf.Tensor,
  windows: readonly Windows[],
  value: number,
): tf.Tensor {
  const border = windows.map(({ before, after }) => [before, after] as const);
  if (border.flat().every((width) => width === 0)) return x;
  const paddings = [[0, 0], ...border, [0, 0]] as [number, number][];
  return tf.pad(x, paddings, value);
}

/** One side, or axis, of a convolution, and of the gradient at its output with zeros between the numbers. */
interface Side {
  readonly input: number;
  readonly kernel: number;
  /** Of the gradient with its zeros. */
  readonly spaced: number;
  /** Zeros that the convolution put before its input. */
  readonly before: number;
}

/** Zeros before and after a convolution's spaced gradient, with which the turned filter gives that of the input. */
export function paddingBack(
  { input, kernel, spaced, before }: Side,
): [number, number] {
  const start = kernel - 1 - before;
  return [start, input + kernel - 1 - spaced - start];
}

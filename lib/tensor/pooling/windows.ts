import { InputError } from "../../core/mod.ts";

/** A number an axis, or one for all. */
export type PerAxis<S extends readonly number[]> = number | S;

/** Where the windows of a pooling lie, as PyTorch's options say it. */
export interface PoolOptions<S extends readonly number[]> {
  /** Sides of a window. */
  readonly kernel: PerAxis<S>;
  /** Steps between windows. @default the kernel */
  readonly stride?: PerAxis<S>;
  /** Border on either side, at most half the kernel. @default {0} */
  readonly padding?: PerAxis<S>;
  /**
   * Also take a last window that reaches over the border, if it begins inside the input or the border before it.
   * @default {false}
   */
  readonly ceilMode?: boolean;
}

/** Rows and columns. */
export type Sides2d = readonly [rows: number, columns: number];
/** Depth, rows and columns. */
export type Sides3d = readonly [depth: number, rows: number, columns: number];

/** Windows along one axis. */
export interface Windows {
  readonly side: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Border before the input. */
  readonly before: number;
  /** Border after the input as far as a window needs it, which ceil mode may enlarge. */
  readonly after: number;
  /** The border that was asked for. */
  readonly padding: number;
  /** How many windows. */
  readonly count: number;
}

/**
 * Places windows along each axis by PyTorch's rule.
 *
 * @param what What is done, for the message.
 * @param sides The input's sides without batch and channels.
 * @throws {InputError} Where an option is out of range or no window fits.
 */
export function placeWindows<S extends readonly number[]>(
  what: string,
  sides: readonly number[],
  options: PoolOptions<S> & { readonly dilation?: PerAxis<S> },
): Windows[] {
  const { kernel, padding = 0, ceilMode = false, dilation = 1 } = options;
  const stride = options.stride ?? kernel;
  return sides.map((side, axis) => {
    const of = (name: string, value: PerAxis<S>, least: number) => {
      const number = typeof value === "number" ? value : value[axis];
      if (number === undefined || !Number.isInteger(number) || number < least) {
        throw new InputError(
          `Cannot ${what}: ${name} must be an integer of at least ${least} for each of ${sides.length} axes, current value is ${value}`,
        );
      }
      return number;
    };
    return placeAlong(what, {
      side,
      kernel: of("kernel", kernel, 1),
      stride: of("stride", stride, 1),
      padding: of("padding", padding, 0),
      dilation: of("dilation", dilation, 1),
    }, ceilMode);
  });
}

function placeAlong(
  what: string,
  given: Pick<
    Windows,
    "side" | "kernel" | "stride" | "padding" | "dilation"
  >,
  ceilMode: boolean,
): Windows {
  const { side, kernel, stride, padding, dilation } = given;
  const span = (kernel - 1) * dilation + 1;
  if (padding > kernel / 2) {
    throw new InputError(
      `Cannot ${what}: padding must be at most half the kernel, ${
        Math.floor(kernel / 2)
      }, current value is ${padding}`,
    );
  }
  const steps = (side + 2 * padding - span) / stride;
  let count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  if (ceilMode && (count - 1) * stride >= side + padding) count--;
  if (count < 1) {
    throw new InputError(
      `Cannot ${what}: the input with its padding must hold a window of ${span}, current side is ${side}`,
    );
  }
  const after = Math.max((count - 1) * stride + span - padding - side, 0);
  return { ...given, before: padding, after, count };
}

/** Windows of one pixel each. */
export function oneByOne(side: number): Windows {
  const none = { before: 0, after: 0, padding: 0 };
  return { side, kernel: 1, stride: 1, dilation: 1, ...none, count: side };
}

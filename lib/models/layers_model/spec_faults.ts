/** A name and a shape. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * How parameters differ from those that are wanted.
 *
 * @param given What there is.
 * @param wanted What is to be there.
 * @returns A line a parameter that is missing, too much or of another shape.
 */
export function specFaults(
  given: readonly NamedShape[],
  wanted: readonly NamedShape[],
): string[] {
  const shapes = new Map(given.map(({ name, shape }) => [name, shape]));
  const faults: string[] = [];
  for (const { name, shape } of wanted) {
    const found = shapes.get(name);
    if (!found) {
      faults.push(`${name} is missing`);
    } else if (found.join() !== shape.join()) {
      faults.push(
        `${name} must be [${shape.join(", ")}], current value is [${
          found.join(", ")
        }]`,
      );
    }
    shapes.delete(name);
  }
  return [...faults, ...[...shapes.keys()].map((name) => `${name} is extra`)];
}

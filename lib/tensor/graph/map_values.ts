/** A map of the same keys with each value replaced. */
export function mapValues<K, V>(
  map: ReadonlyMap<K, V>,
  by: (value: V) => V,
): Map<K, V> {
  return new Map([...map].map(([key, value]) => [key, by(value)]));
}

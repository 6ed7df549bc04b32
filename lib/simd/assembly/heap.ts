/** The first byte of memory that no table of the module lies in. */
export function heapBase(): usize {
  return __heap_base;
}

/**
 * True where a processor multiplies in bfloat16.
 *
 * @param cpuinfo Text of Linux's /proc/cpuinfo.
 *
 * @example
 * ```ts
 * import { hasBfloat16 } from "./low_precision.ts";
 *
 * if (hasBfloat16("flags : fpu avx512f") || !hasBfloat16("flags : fpu avx512_bf16 sse")) throw new Error();
 * ```
 */
export function hasBfloat16(cpuinfo: string): boolean {
  return /^(flags|Features)\s*:.*\b(avx512_bf16|amx_bf16|bf16)\b/m.test(
    cpuinfo,
  );
}

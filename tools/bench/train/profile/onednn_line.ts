/** One primitive that oneDNN ran. */
export interface OnednnRun {
  /** What it did, as `convolution, gradient by filter`. */
  readonly kind: string;
  readonly milliseconds: number;
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  forward: "forward",
  forward_training: "forward",
  forward_inference: "forward",
  backward: "backward",
  backward_data: "gradient by input",
  backward_weights: "gradient by filter",
};

/**
 * Reads a line that oneDNN prints under `ONEDNN_VERBOSE=profile_exec`:
 * `onednn_verbose,v1,primitive,exec,cpu,KIND,IMPLEMENTATION,DIRECTION,data,attributes,algorithm,sizes,milliseconds`.
 * https://uxlfoundation.github.io/oneDNN/dev_guide_verbose.html
 *
 * @returns Nothing where the line is something else.
 *
 * @example
 * ```ts
 * import { parseOnednnLine } from "./onednn_line.ts";
 *
 * const line = "onednn_verbose,v1,primitive,exec,cpu,convolution,brgdmm_dw:avx512_core,backward_weights,src:f32,," +
 *   "alg:convolution_direct,g32mb1_ic32oc32_ih32oh32kh3,6.5";
 * const run = parseOnednnLine(line);
 * if (run?.kind !== "depthwise or grouped convolution, gradient by filter" || run.milliseconds !== 6.5) throw new Error();
 * ```
 */
export function parseOnednnLine(line: string): OnednnRun | undefined {
  if (!line.startsWith("onednn_verbose,")) return undefined;
  const fields = line.split(",");
  const exec = fields.indexOf("exec");
  const [kind = "", , direction = ""] = fields.slice(exec + 2);
  const milliseconds = Number(fields.at(-1));
  if (exec < 0 || kind === "" || !Number.isFinite(milliseconds)) {
    return undefined;
  }
  const grouped = kind === "convolution" && /^g\d/.test(fields.at(-2) ?? "");
  const named = `${grouped ? "depthwise or grouped " : ""}${
    kind.replaceAll("_", " ")
  }`;
  const direct = DIRECTIONS[direction];
  return {
    kind: direct === undefined ? named : `${named}, ${direct}`,
    milliseconds,
  };
}

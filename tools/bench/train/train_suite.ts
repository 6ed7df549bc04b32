import {
  disturbedNote,
  type SuiteOptions,
  type SuiteResult,
} from "../suite.ts";
import { withInput } from "./input_file.ts";
import { hasBfloat16 } from "./low_precision.ts";
import { measurePeak, measureSteady } from "./measure_memory.ts";
import { measureSpeed } from "./measure_speed.ts";
import { memoryCases, speedCases, steadyCase } from "./train_cases.ts";
import { type TrainRow, trainTable } from "./train_table.ts";

/** Training steps, inference and memory of the networks, beside PyTorch's. */
export async function trainSuite(options: SuiteOptions): Promise<SuiteResult> {
  const { rounds, python, only = "", tell } = options;
  const folder = await Deno.makeTempDir({ prefix: "segbook-bench-" });
  const rows: TrainRow[] = [];
  const versions = new Set<string>();
  let disturbed = 0;
  const add = (row: TrainRow) => {
    rows.push(row);
    tell(rowLine(row));
  };
  try {
    for (const speed of speedCases) {
      if (!speed.name.includes(only)) continue;
      if (
        speed.work.precision === "bfloat16" && !await processorHasBfloat16()
      ) {
        add({
          name: speed.name,
          ours: "skipped: the processor has neither avx512_bf16 nor amx_bf16",
          target: speed.target.toFixed(2),
        });
        continue;
      }
      const work = await withInput(speed.work, folder);
      const measured = await measureSpeed(speed, work, { python, rounds });
      measured.versions.forEach((version) => versions.add(version));
      disturbed += measured.disturbed;
      add(measured.row);
    }
    for (const memory of memoryCases) {
      if (!memory.name.includes(only)) continue;
      const work = await withInput(memory.work, folder);
      add(await measurePeak(memory, work, python));
    }
    if (steadyCase.name.includes(only)) {
      add(await measureSteady(await withInput(steadyCase.work, folder)));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return {
    table: trainTable(rows),
    notes: [...withoutPrefixes(versions), ...disturbedNote(disturbed)],
  };
}

function rowLine({ name, ours, peer, ratio, target, met }: TrainRow): string {
  const comparison = peer === undefined
    ? ""
    : `, PyTorch ${peer}, ratio ${ratio?.toFixed(2)}`;
  const verdict = met === undefined ? "" : met ? ", met" : ", missed";
  return `${name}: ${ours}${comparison} (${target}${verdict})`;
}

/** Versions, without those that another says as its beginning. */
function withoutPrefixes(versions: ReadonlySet<string>): string[] {
  const all = [...versions];
  return all.filter((one) =>
    !all.some((other) => other !== one && other.startsWith(one))
  );
}

async function processorHasBfloat16(): Promise<boolean> {
  return hasBfloat16(await Deno.readTextFile("/proc/cpuinfo").catch(() => ""));
}

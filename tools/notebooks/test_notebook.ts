import { type CellOutput, readNotebook } from "./notebook_file.ts";

/** Writes a source notebook for a test: one code cell a text. */
export async function writeTestNotebook(
  path: string,
  sources: readonly string[],
): Promise<void> {
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    metadata: {},
    outputs: [],
    execution_count: null,
    source,
  }));
  const metadata = {
    kernelspec: {
      display_name: "Deno (segbook)",
      language: "typescript",
      name: "deno",
    },
    language_info: { name: "typescript" },
  };
  const notebook = { cells, metadata, nbformat: 4, nbformat_minor: 5 };
  await Deno.writeTextFile(path, JSON.stringify(notebook, null, 1) + "\n");
}

/** The outputs of each code cell of an executed notebook. */
export async function readOutputs(
  path: string,
): Promise<(readonly CellOutput[])[]> {
  return (await readNotebook(path)).cells.map(({ outputs }) => outputs);
}

/** Printed text of one cell's outputs. */
export function printed(outputs: readonly CellOutput[] | undefined): string {
  return (outputs ?? []).map((out) =>
    out.output_type === "stream" ? out.text : ""
  )
    .join("");
}

/** Keeps all cores busy while the given work runs. */
export async function withBusyCores<T>(work: () => Promise<T>): Promise<T> {
  const children = Array.from(
    { length: navigator.hardwareConcurrency },
    () =>
      new Deno.Command(Deno.execPath(), {
        args: ["eval", "for (;;);"],
        stdin: "null",
      }).spawn(),
  );
  try {
    return await work();
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(children.map((child) => child.status));
  }
}

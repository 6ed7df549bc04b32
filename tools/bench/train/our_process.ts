/** Our side of `deno task bench train`: does the work that its argument describes once a request. */
import { openBackend } from "../../../lib/tensor/mod.ts";
import { serveWork } from "../serve_work.ts";
import { prepareWork } from "./prepare_work.ts";
import type { TrainWork } from "./train_work.ts";

const work: TrainWork = JSON.parse(Deno.args[0] ?? "");
const backend = await openBackend();
const { buffer } = await Deno.readFile(work.input);
const prepared = prepareWork(work, new Float32Array(buffer));
await serveWork(prepared, {
  versions:
    `TensorFlow ${backend.version} on ${backend.device}, Deno ${Deno.version.deno}`,
  parameters: prepared.parameters,
});
Deno.exit(0);

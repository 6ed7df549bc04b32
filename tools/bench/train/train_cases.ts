import { SMALL_MEMORY } from "../../setup/environment.ts";
import type { WorkSpec } from "./train_work.ts";

/** Time of a step: ours by the faster of PyTorch's layouts. */
export interface SpeedCase {
  readonly name: string;
  readonly work: WorkSpec;
  /** Largest ratio to be content with. */
  readonly target: number;
  /** What our process runs with besides. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The 31,037,633 parameters of github.com/milesial/Pytorch-UNet. */
const PLAIN = { encoder: "unet_classic", decoder: "unet_classic" };

const plainStep = {
  kind: "train",
  model: PLAIN,
  precision: "float32",
  shape: [2, 256, 256],
} as const satisfies WorkSpec;

/** Encoders and the largest ratios of their training step and of their inference. */
const ENCODERS = [
  ["resnet34", 0.9, 0.7],
  ["efficientnet-b1", 1, 0.7],
  ["tf_efficientnet_lite0", 0.95, 0.7],
] as const;

const withEncoder = (encoder: string) => ({
  model: { encoder, decoder: "unet" },
  precision: "float32" as const,
});

/** Every time that `deno task bench train` takes. */
export const speedCases: readonly SpeedCase[] = [
  {
    name: "train step, plain U-Net, 31,037,633 parameters, 2x256x256",
    work: plainStep,
    target: 0.8,
  },
  {
    name: "the same with SEGBOOK_MEMORY=small",
    work: plainStep,
    target: 0.8,
    env: SMALL_MEMORY,
  },
  {
    name: "the same in bfloat16 (PyTorch: autocast)",
    work: { ...plainStep, precision: "bfloat16" },
    target: 0.85,
  },
  ...ENCODERS.map(([encoder, target]) => ({
    name: `train step, U-Net with ${encoder}, 4x256x256`,
    work: {
      ...withEncoder(encoder),
      kind: "train" as const,
      shape: [4, 256, 256] as const,
    },
    target,
  })),
  ...ENCODERS.map(([encoder, , target]) => ({
    name: `inference, U-Net with ${encoder}, 1x960x1728`,
    work: {
      ...withEncoder(encoder),
      kind: "infer" as const,
      shape: [1, 960, 1728] as const,
    },
    target,
  })),
];

/** Largest resident size of a process, ours by the smaller of PyTorch's layouts. */
export interface MemoryCase extends SpeedCase {
  readonly steps: number;
}

const memoryCase: MemoryCase = {
  name: "peak memory, 5 train steps of the plain U-Net",
  work: plainStep,
  steps: 5,
  target: 1.2,
};

/** Every peak that `deno task bench train` measures. */
export const memoryCases: readonly [MemoryCase, ...MemoryCase[]] = [
  memoryCase,
  {
    ...memoryCase,
    name: `${memoryCase.name}, SEGBOOK_MEMORY=small`,
    env: SMALL_MEMORY,
  },
];

/** What a process holds over many steps. */
export const steadyCase = {
  name: "500 compiled steps of a U-Net 8-16-32, 2x64x64: tensors, memory",
  work: {
    kind: "train",
    model: { name: "unet", widths: [8, 16, 32] },
    precision: "float32",
    shape: [2, 64, 64],
    freshInputs: true,
  } satisfies WorkSpec as WorkSpec,
  steps: 500,
  /** Steps at the beginning and at the end that are compared. */
  window: 50,
};

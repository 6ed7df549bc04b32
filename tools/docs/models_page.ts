import {
  declareModel,
  decoders,
  type EncoderName,
  encoders,
  findDecoder,
  findEncoder,
} from "../../lib/models/mod.ts";
import { ParameterStore, Scope } from "../../lib/models/parameters/mod.ts";
import { activationNames, normNames } from "../../lib/recipes/model_recipe.ts";
import { markdownTable } from "../bench/table_text.ts";
import { ENCODER_FILES, FETCHED_ENCODERS } from "../../lib/weights/mod.ts";

/** The encoder on which a decoder's parameters are counted. */
const COUNTED_ON: EncoderName = "resnet34";

/**
 * Writes docs/models.md: what the registries of encoders and decoders hold.
 *
 * @returns Markdown, not yet formatted.
 *
 * @example
 * ```ts
 * import { modelsPage } from "./models_page.ts";
 *
 * if (!modelsPage().includes("| `resnet34` | 21,284,672 |")) throw new Error(modelsPage());
 * ```
 */
export function modelsPage(): string {
  return `# Encoders and decoders

A recipe's \`model\` names one of each: \`{ encoder: "efficientnet-b3", decoder: "unet" }\`. The names are those of
segmentation_models.pytorch, or timm's where it takes them by \`tu-\`. Every encoder takes any number of input channels and
joins with every decoder. This page is written by \`deno run -A tools/docs/write_models_page.ts\`.

## ${Object.keys(encoders).length} encoders

Parameters are PyTorch's for 3 input channels, what the original keeps without use among them. The first convolution of
ImageNet weights is fitted to other numbers of channels.

${
    markdownTable(
      ["encoder", ">parameters", "channels", "strides", "ImageNet weights"],
      Object.keys(encoders).map(encoderRow),
    )
  }

## ${Object.keys(decoders).length} decoders

Parameters of the whole network on \`${COUNTED_ON}\`, 3 channels to 1.

${
    markdownTable(
      ["decoder", ">parameters", "options of the recipe"],
      Object.keys(decoders).map(decoderRow),
    )
  }

Normalisations (\`encoderNorm\`, \`decoderNorm\`): ${
    normNames.map(code).join(", ")
  }. Activations (\`encoderActivation\`, \`decoderActivation\`): ${
    activationNames.map(code).join(", ")
  }. Heads: \`deepSupervision\` (levels of the decoder that learn) and \`classificationHead\` (of the coarsest feature).
`;
}

function encoderRow(name: string): string[] {
  const store = new ParameterStore();
  const { channels, strides } = findEncoder(name)(new Scope(store), 3);
  return [
    code(name),
    number(store.parameterCount),
    channels.join(" "),
    strides.join(" "),
    weightsOf(name),
  ];
}

function decoderRow(decoder: string): string[] {
  const recipe = { encoder: COUNTED_ON, decoder };
  const { parameterCount } = declareModel(recipe, { inputChannels: 3 });
  const { takes } = findDecoder(decoder);
  return [code(decoder), number(parameterCount), takes.map(code).join(", ")];
}

/** Where an encoder's weights come from. */
function weightsOf(name: string): string {
  if (FETCHED_ENCODERS.includes(name)) {
    return "`deno task pretrained` fetches them";
  }
  const [, owner, url] = /^(.*?)'s (https:.*)$/.exec(
    ENCODER_FILES.get(name)?.source ?? "",
  ) ?? [];
  if (!url) return "none";
  return `bring ${owner}'s [${url.split("/").at(-1)}](${url})`;
}

const code = (text: string) => `\`${text}\``;
const number = (value: number) => value.toLocaleString("en-US");

/** How an encoder's file of ImageNet weights fits into a network. */
export interface EncoderFile {
  /** Where the file is to be had. */
  readonly source: string;
  /** What stands before the file's names in a network. */
  readonly prefix: string;
  /** The file's name of the filter that sees the image. */
  readonly firstConvolution: string;
  /** The file's names that a classifier has and an encoder has not. */
  readonly classifier: RegExp;
}

const RESNET = {
  prefix: "encoder.",
  firstConvolution: "conv1.weight",
  classifier: /^fc\./,
};
const EFFICIENTNET = {
  prefix: "encoder.",
  firstConvolution: "_conv_stem.weight",
  classifier: /^_fc\./,
};
const LITE = {
  prefix: "encoder.model.",
  firstConvolution: "conv_stem.weight",
  classifier: /^(conv_head|bn2|classifier)\./,
};

const torchvision = (file: string): EncoderFile => ({
  ...RESNET,
  source: `torchvision's https://download.pytorch.org/models/${file}`,
});
const smp = (name: string): EncoderFile => ({
  ...EFFICIENTNET,
  source:
    `segmentation_models.pytorch's https://huggingface.co/smp-hub/${name}.imagenet/resolve/main/model.safetensors`,
});
const timm = (file: string): EncoderFile => ({
  ...LITE,
  source:
    `timm's https://github.com/rwightman/pytorch-image-models/releases/download/v0.1-weights/${file}`,
});

/** The file of each encoder that there are ImageNet weights of; names as the registry of encoders has them. */
export const ENCODER_FILES: ReadonlyMap<string, EncoderFile> = new Map([
  ["resnet18", torchvision("resnet18-f37072fd.pth")],
  ["resnet34", torchvision("resnet34-b627a593.pth")],
  ["resnet50", torchvision("resnet50-0676ba61.pth")],
  ["resnet101", torchvision("resnet101-63fe2227.pth")],
  ["resnet152", torchvision("resnet152-394f9c45.pth")],
  ...Array.from({ length: 8 }, (_, i) => {
    const name = `efficientnet-b${i}`;
    return [name, smp(name)] as const;
  }),
  ["efficientnet-b8", {
    ...EFFICIENTNET,
    source:
      "lukemelas's https://github.com/lukemelas/EfficientNet-PyTorch/releases/download/1.0/adv-efficientnet-b8-22a8fe65.pth",
  }],
  ["tf_efficientnet_lite0", timm("tf_efficientnet_lite0-0aa007d2.pth")],
  ["tf_efficientnet_lite1", timm("tf_efficientnet_lite1-bde8b488.pth")],
  ["tf_efficientnet_lite2", timm("tf_efficientnet_lite2-dcccb7df.pth")],
  ["tf_efficientnet_lite3", timm("tf_efficientnet_lite3-b733e338.pth")],
  ["tf_efficientnet_lite4", timm("tf_efficientnet_lite4-741542c3.pth")],
]);

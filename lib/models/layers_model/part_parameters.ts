import { tf } from "../../tensor/mod.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import { inputsOf } from "../network_parts.ts";
import { parametersReadBy } from "../parameters/mod.ts";

/**
 * Runs a network part by part.
 *
 * @param network The network.
 * @param image Images that it takes.
 * @param onPart Told of each part before its outputs are used; runs it.
 */
function runParts(
  network: EncoderDecoder,
  image: tf.Tensor4D,
  onPart: (index: number, run: () => tf.Tensor[]) => tf.Tensor[],
): void {
  const outputs: tf.Tensor[][] = [];
  network.parts.forEach((part, index) => {
    const inputs = inputsOf<tf.Tensor>(part, image, outputs) as tf.Tensor4D[];
    outputs.push(
      onPart(index, () => part.run(inputs, { training: false })),
    );
  });
}

/**
 * Which parameters each part of a network holds, in the network's order: those that it is first to read when it runs on
 * a small image. What nothing reads (the classifier that an encoder keeps) is with what was declared before it.
 *
 * @param network With numbers.
 * @param inputChannels Of its image.
 * @returns A list of names a part; each name is in one of them.
 */
export function partParameters(
  network: EncoderDecoder,
  inputChannels: number,
): string[][] {
  const { specs, parts, stride } = network;
  const owner = new Map<string, number>();
  tf.tidy(() =>
    runParts(
      network,
      // Two pixels of the coarsest feature: one cannot be normalised by itself.
      tf.zeros([1, stride, 2 * stride, inputChannels]),
      (index, run) => {
        let outputs: tf.Tensor[] = [];
        const names = parametersReadBy(() => outputs = run());
        for (const name of names) {
          if (!owner.has(name)) owner.set(name, index);
        }
        return outputs;
      },
    )
  );
  const lists: string[][] = parts.map(() => []);
  let last = 0;
  for (const { name } of specs) {
    last = owner.get(name) ?? last;
    lists[last]!.push(name);
  }
  return lists;
}

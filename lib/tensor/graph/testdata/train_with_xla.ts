// Run by ../xla_test.ts in a process of its own, whose log tells whether XLA compiled anything.
import { openBackend } from "../../backend.ts";
import { openTraining } from "../training_support.ts";

await openBackend();
const options = {
  optimizer: { name: "adamw", learningRate: 0.01, weightDecay: 0.05 },
  widths: [4],
} as const;
const [plain, withXla] = [false, true].map((xla) => {
  const training = openTraining(options);
  const losses = training.train(0, 4, { xla });
  const values = [...training.values()];
  return { losses, values };
});
const numbers = (training: typeof plain) => [
  ...training!.losses,
  ...training!.values.flatMap(([, values]) => [...values]),
];
const wanted = numbers(plain);
const error = numbers(withXla).reduce(
  (most, value, i) =>
    Math.max(
      most,
      Math.abs(value - wanted[i]!) / Math.max(1, Math.abs(wanted[i]!)),
    ),
  0,
);
console.log(JSON.stringify({ count: wanted.length, error }));

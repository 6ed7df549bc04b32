import { z } from "zod";
import type { ScheduleRecipe } from "./schedule_recipe.ts";

const { strictObject, literal } = z;
const positive = z.number().positive();
const share = z.number().min(0).max(1);
const factor = positive.lt(1);
const count = z.number().int().min(0);
const below1 = z.number().min(0).lt(1);

const base = {
  warmUpEpochs: z.number().min(0),
  warmUpFrom: share.exactOptional(),
  warmUpOverlaps: z.boolean().exactOptional(),
};
const stepped = { ...base, every: z.enum(["step", "epoch"]).exactOptional() };

/** Checks a recipe's schedule: its name, and the settings of that schedule. */
export const scheduleSchema: z.ZodType<ScheduleRecipe> = z.discriminatedUnion(
  "name",
  [
    strictObject({
      name: literal("constant"),
      ...base,
      finalFactor: share.exactOptional(),
    }),
    strictObject({ name: literal("step"), ...base, epochs: positive, factor }),
    strictObject({
      name: literal("multi_step"),
      ...base,
      milestones: z.array(positive).min(1).refine(
        (list) => list.every((value, i) => i === 0 || value > list[i - 1]!),
        "must rise",
      ),
      factor,
    }),
    strictObject({ name: literal("exponential"), ...stepped, factor }),
    strictObject({
      name: literal("polynomial"),
      ...stepped,
      power: positive,
      finalFactor: share,
    }),
    strictObject({
      name: literal("cosine"),
      ...stepped,
      finalFactor: share,
      halfPeriodEpochs: positive.exactOptional(),
    }),
    strictObject({
      name: literal("cosine_restarts"),
      ...stepped,
      cycleEpochs: positive,
      cycleFactor: z.number().int().min(1).exactOptional(),
      finalFactor: share,
    }),
    strictObject({
      name: literal("one_cycle"),
      ...base,
      riseShare: z.number().gt(0).lt(1).exactOptional(),
      startDivisor: positive.exactOptional(),
      finalDivisor: positive.exactOptional(),
      threePhase: z.boolean().exactOptional(),
      form: z.enum(["cosine", "linear"]).exactOptional(),
      momentum: strictObject({ lowest: below1, highest: below1 }).refine(
        ({ lowest, highest }) => lowest > 0 && lowest <= highest,
        { path: ["lowest"], error: "must be above 0 and at most highest" },
      ).exactOptional(),
    }).refine(
      ({ threePhase, riseShare = 0.3 }) => !threePhase || riseShare < 0.5,
      {
        path: ["riseShare"],
        message: "must be below 0.5 where threePhase is true",
      },
    ),
    strictObject({
      name: literal("plateau"),
      ...base,
      mode: z.enum(["min", "max"]),
      factor,
      patience: count,
      threshold: z.number().min(0).exactOptional(),
      thresholdMode: z.enum(["relative", "absolute"]).exactOptional(),
      cooldown: count.exactOptional(),
      finalFactor: share.exactOptional(),
    }),
  ],
);

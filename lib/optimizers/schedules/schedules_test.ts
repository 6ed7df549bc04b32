// Learning rates of each step, against torch.optim.lr_scheduler.
import assert from "node:assert/strict";
import type { ScheduleRecipe } from "../../recipes/mod.ts";
import { learningRateAt, momentumAt, snapshotSteps } from "./learning_rate.ts";
import { plateauStart, type PlateauState, updatePlateau } from "./plateau.ts";
import fixture from "./testdata/schedules.json" with { type: "json" };

const { peak, stepsPerEpoch, epochs } = fixture;

function assertSeries(
  actual: readonly (number | undefined)[],
  expected: readonly number[],
): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, step) => {
    const error = Math.abs(actual[step]! - value);
    assert(
      error <= 1e-9 * value + 1e-15,
      `step ${step}: ${actual[step]} must be ${value}`,
    );
  });
}

const numbers = (line: string) => line.split(" ").map(Number);
const steps = Array.from({ length: stepsPerEpoch * epochs }, (_, step) => step);

for (const run of fixture.runs) {
  const schedule = run.recipe as ScheduleRecipe;
  const title = JSON.stringify(schedule).replaceAll('"', "");

  Deno.test(`learningRateAt() of ${title} is torch's, step by step`, () => {
    assertSeries(
      steps.map((step) =>
        learningRateAt(
          schedule,
          { learningRate: peak },
          step,
          stepsPerEpoch,
          epochs,
        )
      ),
      numbers(run.rates),
    );
  });

  if (run.momenta === undefined) continue;
  const { momenta } = run;
  Deno.test(`momentumAt() of ${title} is torch's, step by step`, () => {
    assertSeries(
      steps.map((step) => momentumAt(schedule, step, stepsPerEpoch, epochs)),
      numbers(momenta),
    );
  });
}

for (const { rule, metrics, factors } of fixture.plateaus) {
  const schedule = { name: "plateau", warmUpEpochs: 0, ...rule } as Extract<
    ScheduleRecipe,
    { name: "plateau" }
  >;
  const title = JSON.stringify(rule).replaceAll('"', "");

  Deno.test(`updatePlateau() of ${title} is torch's, step by step`, () => {
    let state: PlateauState = plateauStart;
    assertSeries(
      metrics.map((metric) => {
        // As a checkpoint would keep it.
        state = JSON.parse(
          JSON.stringify(updatePlateau(schedule, state, metric)),
        );
        return learningRateAt(schedule, { learningRate: 1 }, 3, 7, 9, state);
      }),
      factors,
    );
    assert(new Set(factors).size > 2, "the oracle must fall more than once");
  });
}

Deno.test("updatePlateau() never takes NaN for better", () => {
  const rule = { mode: "min", factor: 0.5, patience: 0 } as const;
  const first = updatePlateau(rule, plateauStart, NaN);
  assert.deepEqual(first, { ...plateauStart, factor: 0.5 });
  assert.equal(updatePlateau(rule, first, 3).best, 3);
});

Deno.test("momentumAt() leaves the optimiser's own to other schedules", () => {
  for (const name of ["constant", "one_cycle"] as const) {
    assert.equal(momentumAt({ name, warmUpEpochs: 0 }, 3, 10, 2), undefined);
  }
});

Deno.test("snapshotSteps() are where the rate is lowest", () => {
  const schedule = {
    name: "cosine_restarts",
    warmUpEpochs: 2,
    cycleEpochs: 2,
    cycleFactor: 2,
    finalFactor: 0.1,
  } as const;
  const ends = snapshotSteps(schedule, 7, 18);
  const rate = (step: number) =>
    learningRateAt(schedule, { learningRate: 1 }, step, 7, 18);
  const jumps = steps.filter((step) =>
    step > 14 && rate(step) > rate(step - 1)
  );
  // The last cycle ends with the training: there is no jump after it.
  assert.deepEqual(ends, jumps);
  assert.deepEqual(snapshotSteps(schedule, 7, 16), [28, 56, 112]);
  const constant = { name: "constant", warmUpEpochs: 0 } as const;
  assert.deepEqual(snapshotSteps(constant, 7, 18), []);
});

Deno.test("learningRateAt() is finite and positive in trainings of one step", () => {
  for (const { recipe } of fixture.runs) {
    for (const warmUpEpochs of [0, 1]) {
      const schedule = { ...recipe, warmUpEpochs } as ScheduleRecipe;
      const rate = learningRateAt(schedule, { learningRate: 1 }, 0, 1, 1);
      assert(Number.isFinite(rate) && rate >= 0 && rate <= 1, `${rate}`);
    }
  }
});

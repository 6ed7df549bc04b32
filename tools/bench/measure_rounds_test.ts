import assert from "node:assert/strict";
import { measureRounds } from "./measure_rounds.ts";
import { waitForQuiet } from "./quiet_machine.ts";
import { type FakeMachine, fakeMachine } from "./testdata/fake_machine.ts";

/** Contestants that write down their turns and take a second each, others using the cores given in turn. */
function race(machine: FakeMachine, cores: readonly number[]) {
  const order: string[] = [];
  const contestant = (name: string) => ({
    run() {
      const share = cores[Math.min(order.length >> 1, cores.length - 1)]!;
      machine.pass(1000, share);
      order.push(name);
      return Promise.resolve({ milliseconds: order.length });
    },
  });
  return { order, contestants: [contestant("a"), contestant("b")] };
}

Deno.test("measureRounds() gives turns in order and leaves out the warm-up", async () => {
  const machine = fakeMachine([0]);
  const { order, contestants } = race(machine, [0]);
  const { turns, disturbed } = await measureRounds(contestants, {
    rounds: 3,
    warmUp: 2,
    machine,
  });
  assert.equal(order.join(""), "ababababab");
  const times = turns.map((list) => list.map((turn) => turn.milliseconds));
  assert.deepEqual(times, [[5, 7, 9], [6, 8, 10]]);
  assert.equal(disturbed, 0);
});

Deno.test("measureRounds() makes a round again that others disturbed", async () => {
  const machine = fakeMachine([0]);
  const { contestants } = race(machine, [0, 1, 0]);
  const { turns, disturbed } = await measureRounds(contestants, {
    rounds: 3,
    warmUp: 0,
    machine,
  });
  // The second round, turns 3 and 4, is not counted.
  assert.deepEqual(turns[0]!.map((turn) => turn.milliseconds), [1, 5, 7]);
  assert.equal(disturbed, 0);
});

Deno.test("measureRounds() counts the rounds that were disturbed to the end", async () => {
  const machine = fakeMachine([0]);
  const { order, contestants } = race(machine, [1]);
  const { turns, disturbed } = await measureRounds(contestants, {
    rounds: 3,
    warmUp: 0,
    machine,
  });
  assert.equal(order.length, 12);
  assert.equal(turns[1]!.length, 3);
  assert.equal(disturbed, 3);
});

Deno.test("measureRounds() does not take a contestant's own work for another's", async () => {
  const machine = fakeMachine([0]);
  const { contestants } = race(machine, [2]);
  const busy = {
    ...machine,
    used: (pid: number) => pid === 1 ? machine.busy()! : 0,
  };
  const { disturbed } = await measureRounds(
    contestants.map((contestant, i) => ({ ...contestant, pid: i + 1 })),
    { rounds: 2, warmUp: 0, machine: busy },
  );
  assert.equal(disturbed, 0);
});

Deno.test("waitForQuiet() waits until others are quiet, but not for ever", async () => {
  const soon = fakeMachine([1, 1, 0.5, 0.5, 0.1]);
  assert(await waitForQuiet(soon));
  assert.equal(soon.now(), 2 * 2000 + 500);
  const never = fakeMachine([1]);
  assert(!await waitForQuiet(never));
  assert.equal(never.now(), 60_000);
  assert(await waitForQuiet({ ...never, busy: () => undefined }));
});

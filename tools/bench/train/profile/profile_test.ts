import assert from "node:assert/strict";
import { parseOnednnLine } from "./onednn_line.ts";
import { meanByKind, profileSide } from "./profile_side.ts";
import { profileTable } from "./profile_table.ts";

const line = (kind: string, direction: string, sizes: string, time: string) =>
  `onednn_verbose,v1,primitive,exec,cpu,${kind},jit:avx512_core,${direction},src:f32::blocked:acdb::f0 dst:f32,attr-scratchpad:user,alg:x,${sizes},${time}`;

Deno.test("parseOnednnLine() reads what was run, and nothing else", () => {
  const cases = [
    [
      "convolution",
      "forward_training",
      "mb1_ic3oc32_ih64",
      "convolution, forward",
    ],
    [
      "convolution",
      "backward_data",
      "mb1_ic3oc32_ih64",
      "convolution, gradient by input",
    ],
    [
      "convolution",
      "backward_weights",
      "g32mb1_ic32oc32",
      "depthwise or grouped convolution, gradient by filter",
    ],
    [
      "batch_normalization",
      "backward",
      "mb1ic32",
      "batch normalization, backward",
    ],
    ["reorder", "undef", "32x1x1x3x3", "reorder"],
    ["matmul", "undef", "4x5:5x6", "matmul"],
  ] as const;
  for (const [kind, direction, sizes, expected] of cases) {
    assert.deepEqual(parseOnednnLine(line(kind, direction, sizes, "0.133")), {
      kind: expected,
      milliseconds: 0.133,
    });
  }
  for (
    const other of [
      "onednn_verbose,v1,info,oneDNN v3.9.0 (commit 0)",
      "onednn_verbose,v1,primitive,create:cache_miss,cpu,reorder,jit,undef,a,b,c,d,0.1",
      "a line of another kind, exec, 3",
    ]
  ) {
    assert.equal(parseOnednnLine(other), undefined);
  }
});

Deno.test("profileSide() counts the steps after the warm-up alone", async () => {
  let step = 0;
  let stopped = false;
  const profile = await profileSide("ours", ({ env, onLine }) => {
    assert.equal(env?.ONEDNN_VERBOSE, "profile_exec");
    return Promise.resolve({
      pid: 0,
      ready: {},
      run() {
        step++;
        onLine!(line("reorder", "undef", "2x2", step > 4 ? "2" : "100"));
        onLine!("something else");
        return Promise.resolve({ milliseconds: step > 4 ? 10 : 1000 });
      },
      memory: () => Promise.resolve({ peak: null, resident: null }),
      check: () => Promise.resolve(""),
      stop() {
        stopped = true;
        return Promise.resolve();
      },
    });
  });
  assert(stopped);
  assert.equal(profile.step, 10);
  assert.deepEqual([...profile.kinds], [["reorder", 2]]);
});

Deno.test("profileTable() puts sides beside each other, the largest first", () => {
  const kinds = (entries: Record<string, number>) =>
    meanByKind(
      Object.entries(entries).map(([kind, milliseconds]) => ({
        kind,
        milliseconds,
      })),
      2,
    );
  const lines = profileTable([
    { name: "ours", step: 100, kinds: kinds({ reorder: 4, matmul: 100 }) },
    { name: "PyTorch", step: 80, kinds: kinds({ convolution: 140 }) },
  ]).split("\n");
  assert.deepEqual(lines.slice(2), [
    "| convolution | - | 70.0 |",
    "| matmul | 50.0 | - |",
    "| reorder | 2.00 | - |",
    "| not oneDNN | 48.0 | 10.0 |",
    "| step | 100 | 80.0 |",
  ]);
});

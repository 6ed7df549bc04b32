import assert from "node:assert/strict";
import { convOutputSize } from "./window.ts";

Deno.test("convOutputSize() counts the places of a filter, one by one", () => {
  for (let size = 1; size <= 9; size++) {
    for (const kernel of [1, 2, 3, 4]) {
      for (const stride of [1, 2, 3]) {
        for (const dilation of [1, 2]) {
          for (const [before, after] of [[0, 0], [1, 1], [0, 2], [2, 1]]) {
            let places = 0;
            const last = (kernel - 1) * dilation;
            const end = size + before! + after!;
            for (let at = 0; at + last < end; at += stride) places++;
            const padding = [before!, after!] as const;
            const count = () =>
              convOutputSize(size, kernel, { stride, dilation, padding });
            if (places > 0) assert.equal(count(), places);
            else assert.throws(count, /size with its padding/);
          }
        }
      }
    }
  }
});

Deno.test("convOutputSize() of 'same' is the size divided by the stride", () => {
  for (const [size, stride, output] of [[7, 2, 4], [8, 2, 4], [8, 3, 3]]) {
    const options = { stride: stride!, padding: "same" } as const;
    assert.equal(convOutputSize(size!, 5, options), output);
  }
});

Deno.test("convOutputSize() refuses sizes that are not integers", () => {
  assert.throws(() => convOutputSize(7.5, 3), /size must be an integer/);
  assert.throws(() => convOutputSize(7, 0), /filter's size must be/);
  assert.throws(() => convOutputSize(7, 3, { padding: 0.5 }), /padding must/);
});

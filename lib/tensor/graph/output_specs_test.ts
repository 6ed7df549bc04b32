import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import {
  boolAttribute,
  intAttribute,
  type OperationAttribute,
  stringAttribute,
  typeAttribute,
} from "../binding.ts";
import { outputSpecs, probe } from "./output_specs.ts";
import { testCompiled } from "./test_support.ts";

const T = typeAttribute("T", "float32");
const CASTS = [
  ["float32", "int32"],
  ["bool", "float32"],
  ["int32", "bool"],
] as const;
const shaped = (...shape: number[]) => ({ shape, type: "float32" as const });
const sizes = (...values: number[]) => {
  const known = tf.tensor1d(values, "int32");
  return { shape: known.shape, type: "int32" as const, known };
};

/** Attributes of windows on images of odd sides. */
function* windows(): Generator<readonly OperationAttribute[]> {
  for (const padding of ["SAME", "VALID"]) {
    for (const stride of [1, 2, 3]) {
      yield [
        T,
        stringAttribute("padding", padding),
        intAttribute("strides", [1, stride, stride, 1]),
      ];
    }
  }
}

function assertRuled(
  operation: string,
  attributes: readonly OperationAttribute[],
  inputs: Parameters<typeof probe>[0]["inputs"],
  outputs = 1,
): void {
  const call = { operation, attributes, inputs, outputs };
  assert.deepEqual(outputSpecs(call), probe(call), JSON.stringify(call));
}

testCompiled(
  "outputSpecs() tells what the operations give: convolutions and pooling",
  () => {
    const x = shaped(2, 9, 7, 4);
    for (const attributes of windows()) {
      assertRuled("Conv2D", attributes, [x, shaped(3, 2, 4, 5)]);
      assertRuled("Conv2D", attributes, [x, shaped(3, 2, 2, 6)]);
      assertRuled("DepthwiseConv2dNative", attributes, [x, shaped(3, 3, 4, 2)]);
      const pooling = [...attributes, intAttribute("ksize", [1, 3, 2, 1])];
      assertRuled("MaxPool", pooling, [x]);
      assertRuled("AvgPool", pooling, [x]);
      const call = { operation: "MaxPool", attributes: pooling, inputs: [x] };
      const [y] = outputSpecs({ ...call, outputs: 1 });
      assertRuled("MaxPoolGrad", pooling, [x, y!, y!]);
      assertRuled("AvgPoolGrad", pooling, [sizes(2, 9, 7, 4), y!]);
    }
  },
);

testCompiled(
  "outputSpecs() tells what the operations give: norms and shapes",
  () => {
    const [x, c] = [shaped(2, 9, 7, 4), shaped(4)];
    const norm = [
      T,
      typeAttribute("U", "float32"),
      boolAttribute("is_training", true),
    ];
    assertRuled("FusedBatchNormGradV3", norm, [x, x, c, c, c, c], 5);
    assertRuled("FusedBatchNormV3", norm, [x, c, c, shaped(0), shaped(0)], 6);
    const frozen = [...norm.slice(0, 2), boolAttribute("is_training", false)];
    assertRuled("FusedBatchNormV3", frozen, [x, c, c, c, c], 6);
    const reshape = [T, typeAttribute("Tshape", "int32")];
    for (const shape of [[18, 28], [-1, 4], [2, -1, 1, 4], [504]]) {
      assertRuled("Reshape", reshape, [x, sizes(...shape)]);
    }
    assertRuled("Reshape", reshape, [shaped(0, 3), sizes(3, 0)]);
    for (const [from, to] of CASTS) {
      assertRuled(
        "Cast",
        [typeAttribute("SrcT", from), typeAttribute("DstT", to)],
        [{ shape: [2, 3], type: from }],
      );
    }
    const flags = { shape: [9, 1, 4], type: "bool" as const };
    assertRuled("SelectV2", [T], [flags, x, shaped(7, 1)]);
    assertRuled("SelectV2", [T], [{ ...flags, shape: [] }, c, shaped()]);
    const order = [T, typeAttribute("Tperm", "int32")];
    assertRuled("Transpose", order, [x, sizes(3, 0, 2, 1)]);
    const concat = [T, intAttribute("N", 2), typeAttribute("Tidx", "int32")];
    for (const axis of [3, -1, 0]) {
      const known = tf.scalar(axis, "int32");
      const along = { shape: [], type: "int32" as const, known };
      assertRuled("ConcatV2", concat, [x, x, along]);
    }
  },
);

testCompiled(
  "outputSpecs() tells what the operations give: matrices and parts",
  () => {
    const x = shaped(2, 9, 7, 4);
    const axis = (value: number) => {
      const known = tf.scalar(value, "int32");
      return { shape: [], type: "int32" as const, known };
    };
    for (const [a, b] of [[false, false], [true, false], [true, true]]) {
      const left = a ? [4, 3] : [3, 4];
      const right = b ? [5, 4] : [4, 5];
      const plain = [
        T,
        boolAttribute("transpose_a", a!),
        boolAttribute("transpose_b", b!),
      ];
      assertRuled("MatMul", plain, [shaped(...left), shaped(...right)]);
      const many = [T, boolAttribute("adj_x", a!), boolAttribute("adj_y", b!)];
      for (const [first, second] of [[[6], [6]], [[2, 1], [6]], [[], [2, 6]]]) {
        assertRuled("BatchMatMulV2", many, [
          shaped(...first!, ...left),
          shaped(...second!, ...right),
        ]);
      }
    }
    const slice = [T, typeAttribute("Index", "int32")];
    const begin = sizes(0, 2, 1, 3);
    assertRuled("Slice", slice, [x, begin, sizes(2, 7, 3, 1)]);
    assertRuled("Slice", slice, [x, begin, sizes(-1, 0, -1, 1)]);
    const known = tf.tensor2d([0, 0, 1, 2, 0, 3, 0, 0], [4, 2], "int32");
    const paddings = { shape: [4, 2], type: "int32" as const, known };
    const pad = [T, typeAttribute("Tpaddings", "int32")];
    assertRuled("PadV2", pad, [x, paddings, shaped()]);
    const split = [
      T,
      intAttribute("num_split", 3),
      typeAttribute("Tlen", "int32"),
    ];
    assertRuled("SplitV", split, [x, sizes(4, 0, 5), axis(1)], 3);
    assertRuled("SplitV", split, [x, sizes(2, 1, 1), axis(-1)], 3);
    const gather = [
      intAttribute("batch_dims", 0),
      typeAttribute("Tparams", "float32"),
      typeAttribute("Tindices", "int32"),
      typeAttribute("Taxis", "int32"),
    ];
    assertRuled("GatherV2", gather, [x, sizes(1, 1, 0), axis(2)]);
    assertRuled("GatherV2", gather, [x, sizes(3, 0), axis(-1)]);
    const reverse = [T, typeAttribute("Tidx", "int32")];
    assertRuled("ReverseV2", reverse, [x, sizes(1)]);
    const tile = [T, typeAttribute("Tmultiples", "int32")];
    assertRuled("Tile", tile, [x, sizes(1, 2, 3, 1)]);
    assertRuled("BiasAddGrad", [T], [x]);
    for (const format of ["NHWC", "NCHW"]) {
      const attributes = [T, stringAttribute("data_format", format)];
      assertRuled("BiasAddGrad", attributes, [x]);
    }
  },
);

import { createRequire } from "node:module";
import type { OperationAttribute } from "../binding.ts";
import type { GraphNode } from "./graph_node.ts";
import { typeNumber } from "../element_type.ts";

// The protobuf classes that tfjs-node ships, as far as they are used here: they have no types of their own.
interface Attribute {
  setType(type: number): void;
  setShape(shape: unknown): void;
  setS(bytes: Uint8Array): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setTensor(tensor: unknown): void;
  setList(list: unknown): void;
}
interface AttributeList {
  setIList(values: readonly number[]): void;
  setFList(values: readonly number[]): void;
  setTypeList(values: readonly number[]): void;
}
interface TensorMessage {
  setDtype(type: number): void;
  setTensorShape(shape: unknown): void;
  setTensorContent(bytes: Uint8Array): void;
}
interface NodeMessage {
  setName(name: string): void;
  setOp(operation: string): void;
  setInputList(inputs: readonly string[]): void;
  getAttrMap(): { set(name: string, value: Attribute): void };
}
interface Messages {
  readonly TensorShape: (new () => { addDim(dimension: unknown): void }) & {
    readonly Dim: new () => { setSize(size: number): void };
  };
  readonly Tensor: new () => TensorMessage;
  readonly AttrValue: (new () => Attribute) & {
    readonly ListValue: new () => AttributeList;
  };
  readonly NodeDef: new () => NodeMessage;
  readonly VersionDef: new () => { setProducer(version: number): void };
  readonly GraphDef: new () => {
    setNodeList(nodes: readonly NodeMessage[]): void;
    setVersions(version: unknown): void;
  };
  readonly MetaGraphDef:
    & (new () => {
      setMetaInfoDef(info: unknown): void;
      setGraphDef(graph: unknown): void;
    })
    & { readonly MetaInfoDef: new () => { addTags(tag: string): void } };
  readonly SavedModel: new () => {
    setSavedModelSchemaVersion(version: number): void;
    addMetaGraphs(graph: unknown): void;
    serializeBinary(): Uint8Array;
  };
}

let messages: Messages | undefined;

function loadMessages(): Messages {
  if (messages) return messages;
  const entry = import.meta.resolve("@tensorflow/tfjs-node-gpu");
  const loaded = createRequire(entry)("./proto/api_pb.js");
  return messages = (loaded.tensorflow ??
    Reflect.get(globalThis, "proto").tensorflow) as Messages;
}

/** Tag of the one graph of the file. */
export const GRAPH_TAG = "serve";
/**
 * TensorFlow's passes that compute in another order, marked as done: with other last digits gradients near zero change
 * their sign against the same step run operation by operation, and Adam makes whole steps of that.
 */
const REORDERING_PASSES: Readonly<Record<string, readonly string[]>> = {
  Add: ["AddOpsRewriteStage", "MinimizeBroadcasts"],
  AddV2: ["AddOpsRewriteStage", "MinimizeBroadcasts"],
  AddN: ["AddOpsRewriteStage"],
  Mul: ["MinimizeBroadcasts"],
};
/** GraphDef version of TensorFlow 2.21. */
const PRODUCER = 1882;

/**
 * Writes nodes as a SavedModel without a variables folder.
 *
 * @param nodes Each after those that it takes its inputs from.
 * @returns The bytes of `saved_model.pb`.
 */
export function encodeGraph(nodes: readonly GraphNode[]): Uint8Array {
  const m = loadMessages();
  const version = new m.VersionDef();
  version.setProducer(PRODUCER);
  const graph = new m.GraphDef();
  graph.setNodeList(nodes.map((node) => encodeNode(m, node)));
  graph.setVersions(version);
  const info = new m.MetaGraphDef.MetaInfoDef();
  info.addTags(GRAPH_TAG);
  const meta = new m.MetaGraphDef();
  meta.setMetaInfoDef(info);
  meta.setGraphDef(graph);
  const model = new m.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(meta);
  return model.serializeBinary();
}

function encodeNode(m: Messages, node: GraphNode): NodeMessage {
  const message = new m.NodeDef();
  message.setName(node.name);
  message.setOp(node.operation);
  message.setInputList([
    ...node.inputs.map(({ node: from, index }) =>
      index === 0 ? from.name : `${from.name}:${index}`
    ),
    ...node.after.map(({ name }) => `^${name}`),
  ]);
  const attributes = message.getAttrMap();
  for (const attribute of node.attributes) {
    attributes.set(attribute.name, encodeAttribute(m, attribute));
  }
  for (const pass of REORDERING_PASSES[node.operation] ?? []) {
    const done = new m.AttrValue();
    done.setB(true);
    attributes.set(`_grappler_ArithmeticOptimizer_${pass}`, done);
  }
  const [output] = node.outputs;
  if (node.operation === "Placeholder" || node.operation === "VarHandleOp") {
    const shape = new m.AttrValue();
    shape.setShape(encodeShape(m, output!.shape));
    attributes.set("shape", shape);
  }
  if (node.operation === "VarHandleOp") {
    const name = new m.AttrValue();
    name.setS(new TextEncoder().encode(node.name));
    attributes.set("shared_name", name);
  }
  if (node.values) {
    const tensor = new m.Tensor();
    tensor.setDtype(typeNumber(output!.type));
    tensor.setTensorShape(encodeShape(m, output!.shape));
    tensor.setTensorContent(node.values);
    const value = new m.AttrValue();
    value.setTensor(tensor);
    attributes.set("value", value);
  }
  return message;
}

function encodeShape(m: Messages, shape: readonly number[]): unknown {
  const message = new m.TensorShape();
  for (const size of shape) {
    const dimension = new m.TensorShape.Dim();
    dimension.setSize(size);
    message.addDim(dimension);
  }
  return message;
}

// TensorFlow's TF_AttrType, as in ../binding.ts.
const [STRING, INT, FLOAT, BOOL, TYPE, SHAPE] = [0, 1, 2, 3, 4, 5];

function encodeAttribute(m: Messages, given: OperationAttribute): Attribute {
  const { name, type, value } = given;
  const message = new m.AttrValue();
  if (type === SHAPE && typeof value === "object") {
    message.setShape(encodeShape(m, value));
  } else if (typeof value === "object") {
    const list = new m.AttrValue.ListValue();
    if (type === INT) list.setIList(value);
    else if (type === FLOAT) list.setFList(value);
    else if (type === TYPE) list.setTypeList(value);
    else throw new Error(`Cannot compile: ${name} is a list of type ${type}`);
    message.setList(list);
  } else if (type === STRING) {
    message.setS(new TextEncoder().encode(String(value)));
  } else if (type === BOOL) {
    message.setB(Boolean(value));
  } else if (type === INT) {
    message.setI(Number(value));
  } else if (type === FLOAT) {
    message.setF(Number(value));
  } else {
    message.setType(Number(value));
  }
  return message;
}

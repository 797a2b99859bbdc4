/**
 * Writes a graph as an ONNX model (protocol buffers, IR version 8, operator set 17).
 * Field numbers are those of the public onnx.proto3; only the messages a traced program needs are here.
 */
import { PbfWriter } from 'pbf';
import type { Attribute, Constant, DType, Graph, NamedValue, Node, Value } from './graph.ts';

const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** TensorProto.DataType */
const DATA_TYPE = { float32: 1, int32: 6, int64: 7, bool: 9 } as const satisfies Record<DType, number>;

/** The bytes of an ONNX model. Values are numbered in order of use, so that equal programs give equal bytes. */
export function encodeOnnx(graph: Graph): Uint8Array {
  const names = nameValues(graph);
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'grokking-atlas');
  pbf.writeMessage(7, (g: Graph, w: PbfWriter) => writeGraph(g, w, names), graph);
  pbf.writeMessage(8, writeOpset, OPSET_VERSION);
  return pbf.finish();
}

/** A program may call an input and an output alike (a parameter before and after a step); ONNX may not. */
export const inputName = (name: string): string => `in:${name}`;
export const outputName = (name: string): string => `out:${name}`;

type Names = (value: Value) => string;

function nameValues({ inputs, outputs, constants, nodes }: Graph): Names {
  const names = new Map<number, string>();
  for (const { name, value } of inputs) names.set(value.id, inputName(name));
  for (const { name, value } of outputs) names.set(value.id, outputName(name));
  constants.forEach(({ value }, i) => names.set(value.id, `c${i}`));
  nodes.forEach(({ output }, i) => names.has(output.id) || names.set(output.id, `v${i}`));
  return ({ id }) => {
    const name = names.get(id);
    if (name === undefined) throw new TypeError(`encodeOnnx: value ${id} is used but never made`);
    return name;
  };
}

function writeGraph(graph: Graph, pbf: PbfWriter, names: Names): void {
  for (const node of graph.nodes) pbf.writeMessage(1, (n: Node, w: PbfWriter) => writeNode(n, w, names), node);
  pbf.writeStringField(2, 'program');
  for (const constant of graph.constants) {
    pbf.writeMessage(5, (c: Constant, w: PbfWriter) => writeTensor(c, w, names(c.value)), constant);
  }
  for (const { name, value } of graph.inputs) {
    pbf.writeMessage(11, writeValueInfo, { name: inputName(name), value });
  }
  for (const { name, value } of graph.outputs) {
    pbf.writeMessage(12, writeValueInfo, { name: outputName(name), value });
  }
}

function writeNode(node: Node, pbf: PbfWriter, names: Names): void {
  for (const value of node.inputs) pbf.writeStringField(1, names(value));
  pbf.writeStringField(2, names(node.output));
  pbf.writeStringField(4, node.op);
  for (const entry of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, attribute]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  switch (attribute.type) {
    case 'float':
      pbf.writeFloatField(2, attribute.value);
      pbf.writeVarintField(20, 1);
      break;
    case 'int':
      pbf.writeVarintField(3, attribute.value);
      pbf.writeVarintField(20, 2);
      break;
    case 'ints':
      for (const value of attribute.value) pbf.writeVarintField(8, value);
      pbf.writeVarintField(20, 7);
      break;
  }
}

function writeTensor({ value, bytes }: Constant, pbf: PbfWriter, name: string): void {
  for (const dim of value.shape) pbf.writeVarintField(1, dim);
  pbf.writeVarintField(2, DATA_TYPE[value.dtype]);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, bytes);
}

function writeValueInfo({ name, value }: NamedValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (v: Value, type) => type.writeMessage(1, writeTensorType, v), value);
}

function writeTensorType({ shape, dtype }: Value, pbf: PbfWriter): void {
  pbf.writeVarintField(1, DATA_TYPE[dtype]);
  pbf.writeMessage(2, writeShape, shape);
}

function writeShape(shape: readonly number[], pbf: PbfWriter): void {
  for (const dim of shape) pbf.writeMessage(1, (d: number, w) => w.writeVarintField(1, d), dim);
}

function writeOpset(version: number, pbf: PbfWriter): void {
  pbf.writeStringField(1, '');
  pbf.writeVarintField(2, version);
}

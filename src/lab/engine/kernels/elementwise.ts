/** Elementwise kernels: one output element per (broadcast) input element. */
import { int, type DType, type GraphBuilder, type Value } from '../graph.ts';
import { broadcastShape, input, type Kernel, type KernelTable } from './kernel.ts';

/** ONNX TensorProto.DataType of the target of a Cast. */
const CAST_TO = { float32: 1, int32: 6, int64: 7, bool: 9 } as const satisfies Record<DType, number>;

export function cast(g: GraphBuilder, x: Value, dtype: DType): Value {
  if (x.dtype === dtype) return x;
  return g.node('Cast', [x], { shape: x.shape, dtype, attributes: { to: int(CAST_TO[dtype]) } });
}

const unary =
  (op: string): Kernel =>
  (g, inputs) => {
    const x = input(inputs, 'x');
    return g.node(op, [x], { shape: x.shape });
  };

const combine = (g: GraphBuilder, op: string, a: Value, b: Value, dtype: DType = a.dtype): Value =>
  g.node(op, [a, b], { shape: broadcastShape(a.shape, b.shape), dtype });

const binary =
  (op: string, dtype?: DType): Kernel =>
  (g, inputs) => {
    const a = input(inputs, 'a');
    return combine(g, op, a, input(inputs, 'b'), dtype ?? a.dtype);
  };

const square: Kernel = (g, inputs) => {
  const x = input(inputs, 'x');
  return combine(g, 'Mul', x, x);
};

const rsqrt: Kernel = (g, inputs) => {
  const x = input(inputs, 'x');
  const root = g.node('Sqrt', [x], { shape: x.shape });
  return g.node('Reciprocal', [root], { shape: x.shape });
};

/** 1 where x > 0, else 0. */
const step: Kernel = (g, inputs) => {
  const x = input(inputs, 'x');
  return cast(g, combine(g, 'Greater', x, g.scalar(0), 'bool'), 'float32');
};

/**
 * log(1 + x) for x > −1 to a few units in the last place of float32. ONNX has no such operator, and
 * log(1 + x) taken literally is 0 for x < 6e-8. Below 1/2: 2·artanh(s) with s = x / (2 + x) as a series;
 * its first dropped term is below 2e-9 relative. Source: ours, closed form.
 */
const log1p: Kernel = (g, inputs) => {
  const x = input(inputs, 'x');
  const constant = (c: number): Value => g.scalar(c);
  const s = combine(g, 'Div', x, combine(g, 'Add', x, constant(2)));
  const s2 = combine(g, 'Mul', s, s);
  const tail = [1 / 11, 1 / 9, 1 / 7, 1 / 5, 1 / 3, 1]
    .map(constant)
    .reduce((sum, coefficient) => combine(g, 'Add', combine(g, 'Mul', s2, sum), coefficient));
  const small = combine(g, 'Mul', combine(g, 'Mul', s, constant(2)), tail);
  const large = g.node('Log', [combine(g, 'Add', x, constant(1))], { shape: x.shape });
  const isSmall = combine(g, 'Less', g.node('Abs', [x], { shape: x.shape }), constant(0.5), 'bool');
  return g.node('Where', [isSmall, small, large], { shape: x.shape, dtype: 'float32' });
};

/** exp(x) − 1, as 2·tanh(x/2) / (1 − tanh(x/2)) for |x| < 1: no cancellation near 0. */
const expm1: Kernel = (g, inputs) => {
  const x = input(inputs, 'x');
  const tanh = g.node('Tanh', [combine(g, 'Mul', x, g.scalar(0.5))], { shape: x.shape });
  const small = combine(
    g,
    'Div',
    combine(g, 'Mul', tanh, g.scalar(2)),
    combine(g, 'Sub', g.scalar(1), tanh, 'float32'),
  );
  const large = combine(g, 'Sub', g.node('Exp', [x], { shape: x.shape }), g.scalar(1));
  const isSmall = combine(g, 'Less', g.node('Abs', [x], { shape: x.shape }), g.scalar(1), 'bool');
  return g.node('Where', [isSmall, small, large], { shape: x.shape, dtype: 'float32' });
};

const select: Kernel = (g, inputs) => {
  const condition = cast(g, input(inputs, 'condition'), 'bool');
  const t = input(inputs, 't');
  const e = input(inputs, 'e');
  const shape = broadcastShape(condition.shape, broadcastShape(t.shape, e.shape));
  return g.node('Where', [condition, t, e], { shape, dtype: t.dtype });
};

const castKernel: Kernel = (g, inputs, { dtype }) => cast(g, input(inputs, 'x'), dtype as DType);

const addN: Kernel = (g, inputs) => {
  const terms = Object.values(inputs);
  return g.node('Sum', terms, { shape: input(inputs, '0').shape });
};

export const elementwiseKernels = {
  Abs: unary('Abs'),
  Cos: unary('Cos'),
  Exp: unary('Exp'),
  Floor: unary('Floor'),
  Identity: unary('Identity'),
  Log: unary('Log'),
  LogicalNot: unary('Not'),
  Neg: unary('Neg'),
  Reciprocal: unary('Reciprocal'),
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  Sign: unary('Sign'),
  Sin: unary('Sin'),
  Sqrt: unary('Sqrt'),
  Tanh: unary('Tanh'),
  Expm1: expm1,
  Log1p: log1p,
  Rsqrt: rsqrt,
  Square: square,
  Step: step,
  Add: binary('Add'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Multiply: binary('Mul'),
  Pow: binary('Pow'),
  RealDiv: binary('Div'),
  Sub: binary('Sub'),
  Equal: binary('Equal', 'bool'),
  Greater: binary('Greater', 'bool'),
  GreaterEqual: binary('GreaterOrEqual', 'bool'),
  Less: binary('Less', 'bool'),
  LessEqual: binary('LessOrEqual', 'bool'),
  LogicalAnd: binary('And', 'bool'),
  LogicalOr: binary('Or', 'bool'),
  AddN: addN,
  Cast: castKernel,
  Select: select,
} as const satisfies KernelTable;

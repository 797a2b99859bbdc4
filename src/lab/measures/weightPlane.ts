/** Planes in the space of all weights. */
import { parameterShapes, type Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { dot } from './vectors.ts';

/** All weights in one row, in the order of their tensors. */
export function flatten(parameters: Parameters): Float32Array {
  const tensors = Object.values(parameters);
  const all = new Float32Array(tensors.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const values of tensors) {
    all.set(values, at);
    at += values.length;
  }
  return all;
}

/** The tensors of a network from its weights in one row. */
export function unflatten(weights: Float32Array, { model, task }: Pick<RunSpec, 'model' | 'task'>): Parameters {
  let at = 0;
  return Object.fromEntries(
    Object.entries(parameterShapes(model, task.p)).map(([name, shape]) => {
      const start = at;
      at += shape.reduce((n, d) => n * d, 1);
      return [name, weights.slice(start, at)];
    }),
  );
}

export type Place = readonly [x: number, y: number];

export interface WeightPlane {
  /** The weights at a place of the plane. */
  readonly at: (place: Place) => Float32Array;
  /** The nearest place of the plane, and the distance to it. */
  readonly shadowOf: (weights: Float32Array) => { place: Place; distance: number };
}

/**
 * The plane through three points: [0, 0] is the first, the second lies on the positive x axis, the third above it.
 * Computed in float64. Points on one line have no plane of their own: then y is the direction of a single weight.
 */
export function planeThrough([origin, second, third]: readonly [
  Float32Array,
  Float32Array,
  Float32Array,
]): WeightPlane {
  const from = (weights: Float32Array): Float64Array => Float64Array.from(weights, (x, i) => x - (origin[i] ?? 0));
  const u = unitOf(from(second)) ?? oneWeight(origin.length, 0);
  const v = unitOf(rejection(from(third), u)) ?? unitOf(rejection(oneWeight(origin.length, smallest(u)), u)) ?? u;
  return {
    at: ([x, y]) => origin.map((weight, i) => weight + x * (u[i] ?? 0) + y * (v[i] ?? 0)),
    shadowOf: (weights) => {
      const offset = from(weights);
      const place = [dot(offset, u), dot(offset, v)] as const;
      const left = rejection(rejection(offset, u), v);
      return { place, distance: Math.sqrt(dot(left, left)) };
    },
  };
}

/** What is left of `x` without its part along the unit vector `u`. */
function rejection(x: Float64Array, u: Float64Array): Float64Array {
  const along = dot(x, u);
  return x.map((value, i) => value - along * (u[i] as number));
}

/** Null where there is no direction: a length that is nothing but rounding. */
function unitOf(x: Float64Array): Float64Array | null {
  const length = Math.sqrt(dot(x, x));
  return length > 1e-9 ? x.map((value) => value / length) : null;
}

const oneWeight = (count: number, i: number): Float64Array => {
  const direction = new Float64Array(count);
  direction[i] = 1;
  return direction;
};

const smallest = (u: Float64Array): number =>
  u.reduce((best, x, i) => (Math.abs(x) < Math.abs(u[best] ?? Infinity) ? i : best), 0);

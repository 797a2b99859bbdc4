/** Vectors of weights and of what is computed from them. */

/** Inner product, summed in float64 in the order of the entries. @param y as long as `x` */
export function dot(x: Float32Array | Float64Array, y: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum;
}

/**
 * Norms of the waves in functions of a label in Z_n that need not take every value.
 *
 * Where every label is taken, the 2⌊n/2⌋ cosines and sines are a basis and there is one sum of waves that gives the
 * function: its norms are those of fourier.ts. The squares modulo a prime p are (p + 1)/2 of its p residues: there
 * the waves a ↦ cos w_k a², sin w_k a² are twice as many as the function has dimensions. By Gauss's sums
 * |Σ_a e^{i(w_k − w_l)a²}| = √p for k ≠ l, p for k = l: any two are nearly orthogonal, all together are not, and half
 * of what a projection finds of a single wave lies spread over all the others. So of all sums of waves that give the
 * function we take the one whose norms have the smallest sum. A few waves come out as themselves, and what is no
 * sum of few comes out flat.
 * Source: the use is ours; smallest sum of norms: Chen, Donoho & Saunders 1998 (basis pursuit), Yuan & Lin 2006
 * (groups); reweighted least squares: Daubechies et al. 2010, arXiv:0807.0575.
 */
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { foldedNorms, fourierBasis } from './fourier.ts';
import { NO_LABEL } from './operationBasis.ts';

/** Norm of the wave of each folded frequency of Z_n, [⌊n/2⌋], k = 1 first, in rows by residue, d columns. */
export type WaveNorms = (matrix: ArrayLike<number>, d: number) => Float64Array;

/** @param labels [p] of the residues, in Z_n. Residues of one label count by their mean, as one. */
export function waveNormsOver(labels: Int32Array, n: number): WaveNorms {
  const basis = fourierBasis(n);
  const taken = Array.from({ length: n }, (_, label) => label).filter((label) => labels.includes(label));
  if (taken.length === n) {
    return (matrix, d) => foldedNorms(meansByLabel(matrix, d, labels, n).to1DArray(), n, d, basis);
  }
  const waves = Matrix.from1DArray(n, n, basis).subMatrixColumn(taken);
  return (matrix, d) => smallestNorms(waves, meansByLabel(matrix, d, labels, n).subMatrixRow(taken));
}

/** Share of the squared norm of the rows that have a label, less their mean, in the means by label. */
export function shareByLabel(matrix: ArrayLike<number>, d: number, labels: Int32Array, n: number): number {
  const means = meansByLabel(matrix, d, labels, n);
  let [total, within] = [0, 0];
  for (let j = 0; j < d; j++) {
    let [sum, squares, count] = [0, 0, 0];
    labels.forEach((label, residue) => {
      if (label === NO_LABEL) return;
      const x = matrix[residue * d + j] ?? NaN;
      [sum, squares, count] = [sum + x, squares + x * x, count + 1];
      within += (x - means.get(label, j)) ** 2;
    });
    total += squares - sum ** 2 / count;
  }
  return 1 - within / total;
}

/** [n, d]; nothing where no residue has the label. */
function meansByLabel(matrix: ArrayLike<number>, d: number, labels: Int32Array, n: number): Matrix {
  const sizes = new Float64Array(n);
  for (const label of labels) if (label !== NO_LABEL) sizes[label] = (sizes[label] ?? 0) + 1;
  const means = Matrix.zeros(n, d);
  labels.forEach((label, residue) => {
    if (label === NO_LABEL) return;
    for (let j = 0; j < d; j++) {
      means.set(label, j, means.get(label, j) + (matrix[residue * d + j] ?? NaN) / (sizes[label] ?? 1));
    }
  });
  return means;
}

const STEPS = 60;
const SOFTENING = { start: 1, factor: 0.7, end: 1e-6 };

/**
 * Norms of the components Cᵏ with Σ_k wavesᵏᵀ Cᵏ = `target` and smallest Σ_k ‖Cᵏ‖, the constant (k = 0) among them;
 * their sum is within 1 in 1,000 of the smallest. Each step solves the weighted problem Σ_k ‖Cᵏ‖²/weight_k, that is
 * C = W·waves·Y with (wavesᵀ W waves) Y = target, and takes the norms as the next weights, softened less and less.
 * @param waves [n, m], rows as in fourierBasis, m labels. @param target [m, d]. @returns [⌊n/2⌋], k = 1 first.
 */
function smallestNorms(waves: Matrix, target: Matrix): Float64Array {
  const n = waves.rows;
  const h = Math.floor(n / 2);
  const size = target.norm();
  if (!(size > 0 && Number.isFinite(size))) return new Float64Array(h).fill(size === 0 ? 0 : NaN);
  const square = squareFactor(target);
  let norms = new Float64Array(h + 1);
  let weights = new Float64Array(h + 1).fill(1);
  let softening = SOFTENING.start;
  for (let step = 0; step < STEPS; step++) {
    // The square root on both sides: the product is symmetric to the last bit, as the decomposition demands.
    const weighted = waves.clone();
    for (let row = 0; row < n; row++) weighted.mulRow(row, Math.sqrt(weights[frequencyOf(row)] ?? NaN));
    const solution = new CholeskyDecomposition(weighted.transpose().mmul(weighted)).solve(square);
    const squares = new Float64Array(h + 1);
    waves
      .mmul(solution)
      .to2DArray()
      .forEach((along, row) => {
        const k = frequencyOf(row);
        squares[k] = along.reduce((sum, x) => sum + x * x, squares[k] ?? 0);
      });
    norms = squares.map((total, k) => (weights[k] ?? NaN) * Math.sqrt(total));
    const soft = softening * Math.max(...norms);
    weights = norms.map((norm) => Math.hypot(norm, soft));
    softening = Math.max(softening * SOFTENING.factor, SOFTENING.end);
  }
  return norms.subarray(1);
}

/** Of a row of fourierBasis. */
const frequencyOf = (row: number): number => Math.ceil(row / 2);

/** X [m, m] with X Xᵀ = `matrix` `matrix`ᵀ: norms seen through products with it are the same. */
function squareFactor(matrix: Matrix): Matrix {
  const gram = matrix.mmul(matrix.transpose());
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  return eigenvectorMatrix.mulRowVector(realEigenvalues.map((x) => Math.sqrt(Math.max(0, x))));
}

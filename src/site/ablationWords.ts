/** Changes of a loss by an ablation, as a table says them: factors over the loss of the whole network. */
import type { RunResults } from '../lab/store/results.ts';
import { ablationFields, type AblationName } from './ablations.ts';
import { rank } from './fields.ts';
import { decimal } from './format.ts';

/** One factor for each run that has the measure. */
export const factorsOf = (name: AblationName, runs: readonly RunResults[]): number[] =>
  runs.flatMap((run) => {
    const quantity = ablationFields[`ablations.${name}.factor`](run);
    return quantity ? [rank(quantity)] : [];
  });

const NARROW_SPACE = '\u202f';

/** "÷ 63", "× 1.03": the middle of the factors, geometrically. Empty where there is none. */
export function factorText(factors: readonly number[]): string {
  if (factors.length === 0) return '';
  const sorted = [...factors].sort((x, y) => x - y);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN;
  const middle = Math.sqrt(low * high);
  const size = middle < 1 ? 1 / middle : middle;
  return `${middle < 1 ? '÷' : '×'}${NARROW_SPACE}${decimal(size, size < 1.5 ? 3 : 2)}`;
}

/** "↓ better in 3 of 4", "↑ worse" */
export function directionInWords(factors: readonly number[]): string {
  const better = factors.filter((factor) => factor < 1).length;
  const runs = factors.length;
  if (runs === 0) return '';
  const isMostlyBetter = 2 * better >= runs;
  const agreeing = isMostlyBetter ? better : runs - better;
  const word = isMostlyBetter ? '↓ better' : '↑ worse';
  if (runs === 1) return word;
  return `${word} in ${agreeing === runs ? `all ${runs}` : `${agreeing} of ${runs}`}`;
}

/** Whether the change goes another way than in the paper, in most of the runs. */
export function isOpposed(factors: readonly number[], paper: number | null): boolean {
  const opposed = factors.filter((factor) => factor > 1 !== (paper ?? Infinity) > 1).length;
  return 2 * opposed > factors.length;
}

/** Whole decades to either side of no change that hold all factors, one at least. */
export function reachOf(factors: readonly number[]): { better: number; worse: number } {
  const decades = factors.filter((factor) => factor > 0 && Number.isFinite(factor)).map((factor) => Math.log10(factor));
  return {
    better: Math.max(1, Math.ceil(-Math.min(0, ...decades))),
    worse: Math.max(1, Math.ceil(Math.max(0, ...decades))),
  };
}

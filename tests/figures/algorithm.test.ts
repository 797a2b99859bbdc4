/** What the figures of the algorithm say of networks that are a clock, a pizza, or neither, by construction. */
import { describe, expect, test } from 'vitest';
import { figureKinds } from '../../src/figures/index.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { P, syntheticRun } from './syntheticRun.ts';

const KEYS = [2, 5];
/** A run whose waves have these amplitudes, by the angle between the numbers on the circle of each frequency. */
function withAmplitudes(...of: readonly ((angle: number) => number)[]): RunResults {
  const run = syntheticRun({ measured: true });
  const amplitudes = KEYS.map((k, i) =>
    Array.from({ length: P }, (_, difference) => of[i]?.((2 * Math.PI * k * difference) / P) ?? NaN),
  );
  return { ...run, symmetry: run.symmetry && { ...run.symmetry, keyFrequencies: KEYS, amplitudes } };
}
const draw = (kind: 'circle-amplitudes' | 'symmetry-path', runs: readonly RunResults[]) =>
  figureKinds[kind].draw(runs, { id: 'f', width: 720, theme: 'page' });

describe('circle-amplitudes', () => {
  const clock = (): number => 4;
  const pizza = (angle: number): number => 2 * Math.abs(Math.cos(angle / 2));

  test('tells the strongest frequency from the others, and how much of it is left across the circle', async () => {
    const { alt, table } = await draw('circle-amplitudes', [withAmplitudes(pizza, clock)]);
    expect(alt).toContain('the strongest frequency has 100\u202f% of the amplitude');
    // Of 11 numbers 0 and ±1 notches lie side by side and ±5 across: cos 5π/11 over the mean of 1, cos π/11 and cos π/11.
    expect(alt).toMatch(/any key frequency 15\u202f% to 100\u202f%/);
    expect(table.rows.map(([seed, k]) => [seed, k])).toEqual([
      [0, 2],
      [0, 5],
    ]);
    expect(table.rows[1]?.[3]).toBe(1);
  });

  test('a line of a clock lies on the hairline: every point at 1', async () => {
    const { csv } = await draw('circle-amplitudes', [withAmplitudes(clock, clock)]);
    const rows = csv.trimEnd().split('\n').slice(1);
    expect(rows).toHaveLength(2 * P);
    expect(rows[0]).toBe('0,2,0,0,4');
    // 1 · 2 of 11 notches; and 6 · 2 = 12, one notch.
    expect(rows[1]).toBe(`0,2,1,${Number(((360 * 2) / P).toPrecision(5))},4`);
    expect(rows[6]).toBe(`0,2,6,${Number((360 / P).toPrecision(5))},4`);
  });

  test('is not drawn without a key frequency', () => {
    const run = withAmplitudes(clock, clock);
    expect(figureKinds['circle-amplitudes'].canDraw([run])).toBe(true);
    const none = { ...run, symmetry: run.symmetry && { ...run.symmetry, keyFrequencies: [], amplitudes: [] } };
    expect(figureKinds['circle-amplitudes'].canDraw([run, none])).toBe(false);
  });
});

describe('symmetry-path', () => {
  test('says both measures at the start, at 99 % and at the end, beside clock and pizza', async () => {
    const run = syntheticRun({ measured: true });
    const epochs = [0, 1000, 2000, 3000];
    const t99 = run.record.summary.t99?.at ?? NaN;
    expect(t99).toBeGreaterThan(1000);
    expect(t99).toBeLessThanOrEqual(2000);
    const symmetryPath = { measure: 'symmetryPath@1', epochs, gradientSymmetricity: [1, 0.9, 0.8, 0.3], distanceIrrelevance: [1, 0.5, 0.6, 0.9] } as const; // prettier-ignore
    const { alt } = await draw('symmetry-path', [{ ...run, symmetryPath }]);
    expect(alt).toContain('Gradient symmetricity is 1.00 before training, 0.80 when 99\u202f%');
    expect(alt).toContain('and 0.30 at the end; a clock has 0.33, a pizza 0.99.');
    expect(alt).not.toContain('never');
    expect(alt).toContain('Distance irrelevance is 1.00 before training, 0.60 when');
  });

  test('several seeds have a dot each where 99 % are right, on both lines; a seed that never gets there has none', async () => {
    const seeds = [700, 1200, 1e9].map((transition, seed) => syntheticRun({ seed, transition, measured: true }));
    const dotsOf = async (runs: readonly RunResults[]): Promise<number> =>
      [...(await draw('symmetry-path', runs)).svg.matchAll(/<circle /g)].length;
    expect([await dotsOf(seeds.slice(0, 2)), await dotsOf(seeds), await dotsOf(seeds.slice(0, 1))]).toEqual([4, 4, 0]);
    const [first, ...others] = seeds as [RunResults, ...RunResults[]];
    // Seeds that were not followed are left out.
    expect(await dotsOf([first, ...others.map((run) => ({ ...run, symmetryPath: null }))])).toBe(0);
  });

  test('where it was measured, what is right with attention held stands below, beside the accuracy itself', async () => {
    const run = syntheticRun({ measured: true });
    const epochs = [0, 1000, 2000, 3000];
    const heldAttention = { epochs, accuracy: { train: [0, 1, 1, 1], test: [0.01, 0.2, 0.97, 0.4] } } as unknown as RunResults['heldAttention']; // prettier-ignore
    const [plain, held] = [await draw('symmetry-path', [run]), await draw('symmetry-path', [{ ...run, heldAttention }])]; // prettier-ignore
    expect(plain.alt).not.toContain('held at its mean');
    expect(held.alt).toContain(
      'With attention held at its mean, 97\u202f% of the held-out pairs are still right at 99\u202f%',
    );
    expect(held.alt).toMatch(/and 40\u202f% at the end\.$/);
    expect(held.height - plain.height).toBeGreaterThan(100);
    expect(held.csv.split('\n')[0]).toContain('test_accuracy_with_attention_held');
    // Dotted: the accuracy as it is.
    expect([plain, held].map(({ svg }) => [...svg.matchAll(/stroke-dasharray="1.5 2.5"/g)].length)).toEqual([0, 1]);
  });

  test('a run that never gets to 99 % is told at its end', async () => {
    const never = syntheticRun({ transition: 1e9, measured: true });
    const { alt, svg } = await draw('symmetry-path', [never]);
    expect(alt).toContain('right (or at the end, where they never are)');
    expect(svg).not.toContain('99');
  });
});

/** Sweeps in prose: which of their runs are meant, and slopes, with runs that never got there. */
import { describe, expect, test } from 'vitest';
import { select } from '../../src/site/claims/selection.ts';
import { evaluateQuery } from '../../src/site/values.ts';
import { experiment, WHERE } from './claims/runs.ts';

/** Runs at these weight decays that got there at these epochs; null: not within 40,000. */
const sweep = (times: Readonly<Record<number, number | null>>): Parameters<typeof evaluateQuery>[1] => {
  const sketches = Object.entries(times).map(([x, t95]) => ({ cell: { 'optimizer.weightDecay': Number(x) }, t95 }));
  const runs = experiment(sketches).flatMap(({ run }) => run ?? []);
  return { runs, planned: runs.length, where: WHERE };
};
const ask = (query: string, times: Readonly<Record<number, number | null>>): string =>
  evaluateQuery(query, sweep(times)).text;
const IN_DECAY = 'in optimizer.weightDecay';

describe('slope', () => {
  test('is −1 where twice the decay takes half the time', () => {
    expect(ask(`slope(t95 ${IN_DECAY})`, { 0.5: 8000, 1: 4000, 2: 2000, 4: 1000 })).toBe('−1.00');
  });

  test('counts a run that never got there as later than its budget, and not as missing', () => {
    const seen = { 1: 4000, 2: 2600, 4: 1700 };
    const without = Number(ask(`slope(t95 ${IN_DECAY})`, seen).replace('−', '-'));
    const withLate = evaluateQuery(`slope(t95 ${IN_DECAY})`, sweep({ 0.5: null, ...seen }));
    expect(Number(withLate.text.replace('−', '-'))).toBeLessThan(without - 0.2);
    expect(withLate.title).toContain('1 of them not within their budgets');
  });

  test('has bounds on both sides of it', () => {
    const text = ask(`slopeBounds(t95 ${IN_DECAY})`, { 0.5: 8400, 1: 4000, 2: 1900, 4: 1000 });
    const [low = NaN, high = NaN] = text.split(' to ').map((bound) => Number(bound.replace('−', '-')));
    expect(low).toBeLessThan(-1.03);
    expect(high).toBeGreaterThan(-1.03);
  });

  test('without any run that got there is not estimable', () => {
    expect(ask(`slope(t95 ${IN_DECAY})`, { 1: null, 2: null })).toBe('not estimable');
  });

  test('of a parameter with another held is fitted in both, and says so', () => {
    const pairs = [[1, 1e-3], [2, 1e-3], [1, 2e-3], [4, 1e-3], [2, 4e-3]] as const; // prettier-ignore
    const sketches = pairs.map(([decay, rate]) => ({
      cell: { 'optimizer.weightDecay': decay, 'optimizer.learningRate': rate },
      t95: Math.round(1 / (decay ** 1.5 * rate)) * 10,
    }));
    const subjects = experiment(sketches);
    const plannedRuns = subjects.map(({ planned }) => planned);
    const asked = { runs: subjects.flatMap(({ run }) => run ?? []), planned: 5, plannedRuns, where: WHERE };
    const query = `slope(t95 ${IN_DECAY} beside optimizer.learningRate)`;
    expect(evaluateQuery(query, asked)).toMatchObject({ text: '−1.50' });
    expect(evaluateQuery(query, asked).title).toContain('against log weight decay with learning rate held');
    const alone = `slope(t95 ${IN_DECAY})`;
    expect(() => evaluateQuery(alone, asked)).toThrow('the runs differ in optimizer.learningRate as well');
  });

  test('along something that is no number, or does not vary, is refused', () => {
    expect(() => ask('slope(t95 in task.operation)', { 1: 4000 })).toThrow(
      'task.operation has values that are no numbers',
    );
    expect(() => ask(`slope(t95 ${IN_DECAY})`, { 1: 4000 })).toThrow('all runs have optimizer.weightDecay = 1');
    expect(() => ask('slope(t95 in optimizer.weightDekay)', { 1: 4000 })).toThrow(
      'Did you mean "optimizer.weightDecay"',
    );
    expect(() => ask(`slope(t59 ${IN_DECAY})`, { 1: 4000 })).toThrow('Did you mean "t50"');
  });
});

describe('where', () => {
  const subjects = experiment([
    { cell: { 'optimizer.weightDecay': 1 } },
    { cell: { 'optimizer.weightDecay': 1 } },
    { cell: { 'optimizer.weightDecay': 2 }, isMissing: true },
  ]);
  const idsOf = (text: string): string[] => select(text, subjects, WHERE).map(({ planned }) => planned.id);

  test('chooses runs by their specification, stored or not', () => {
    expect(idsOf('optimizer.weightDecay=1')).toEqual(['run0', 'run1']);
    expect(idsOf('optimizer.weightDecay>1')).toEqual(['run2']);
    expect(idsOf('optimizer.weightDecay!=1')).toEqual(['run2']);
    expect(idsOf('optimizer.weightDecay=1, seed!=0')).toEqual(['run1']);
    expect(idsOf('optimizer.weightDecay=1, seed=1')).toEqual(['run1']);
  });

  test('that leaves no run, or has a rest, is refused with what there is', () => {
    expect(() => idsOf('optimizer.weightDecay=3')).toThrow('no run has optimizer.weightDecay=3');
    expect(() => idsOf('optimizer.weightDecay=1 seed=1')).toThrow('"seed=1" is left over');
  });
});

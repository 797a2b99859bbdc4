/** Speed-ups in claims and in prose: which runs are pairs, what their interval decides, and in which units. */
import { describe, expect, test } from 'vitest';
import { studentQuantile } from '../../src/lab/statistics/distributions.ts';
import { evaluateQuery } from '../../src/site/values.ts';
import { experiment, judge, WHERE, type Sketch } from './claims/runs.ts';

const PROBE = { name: 'probe@1', stencil: '0' };
const cellOf = (regularizer: object | null, weightDecay = 1): NonNullable<Sketch['cell']> =>
  ({ regularizer, 'optimizer.weightDecay': weightDecay }) as NonNullable<Sketch['cell']>;
const of = (regularizer: object | null, times: readonly (number | null)[], weightDecay = 1): Sketch[] =>
  times.map((t95) => ({ cell: cellOf(regularizer, weightDecay), t95 }));

const bases = of(null, [6000, 8000, 7000]);
const probes = of(PROBE, [3000, 4400, 3300]);
const strong = of(null, [2000, 2500, 2400], 2);
const all = [...bases, ...probes, ...strong];
const FROM_BASE = 'from regularizer=nothing, optimizer.weightDecay=1';
const TO_PROBE = `t99 ${FROM_BASE} to regularizer={0}`;
const ask = (query: string, sketches: readonly Sketch[] = all): string => {
  const subjects = experiment(sketches);
  const plannedRuns = subjects.map(({ planned }) => planned);
  const runs = subjects.flatMap(({ run }) => run ?? []);
  return evaluateQuery(query, { runs, planned: plannedRuns.length, plannedRuns, where: WHERE }).text;
};

const logs = [6000 / 3000, 8000 / 4400, 7000 / 3300].map(Math.log);
const mean = logs.reduce((sum, x) => sum + x, 0) / 3;
const reach = studentQuantile(0.95, 2) * Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 2 / 3);

describe('in prose', () => {
  test('is the geometric mean over the pairs, its interval, and how many were sooner', () => {
    expect(ask(`speedUp(${TO_PROBE})`)).toBe(Math.exp(mean).toPrecision(3));
    const bounds = [mean - reach, mean + reach].map((x) => Math.exp(x).toPrecision(3));
    expect(ask(`speedUpBounds(${TO_PROBE})`)).toBe(bounds.join(' to '));
    expect(ask(`speedUpPairs(${TO_PROBE})`)).toBe('3 of 3');
    expect(ask('speedUpPairs(t99 from regularizer={0} to regularizer=nothing, optimizer.weightDecay=2)')).toBe(
      '3 of 3',
    );
  });

  test('is smaller in multiply-adds by what a step with the probe costs more', () => {
    const { task, model } = experiment(probes)[0]!.planned.spec;
    const [d, m] = [model.dModel, model.dMlp];
    const base = 3 * (d * d + 2 * d * m + d * task.p) + 2 * task.p * d;
    const cost = 1 + (64 * (4 * d + 5 * m)) / base;
    const inMultiplyAdds = ask(`speedUp(t99 in multiply-adds ${FROM_BASE} to regularizer={0})`);
    expect(Number(inMultiplyAdds)).toBeCloseTo(Math.exp(mean) / cost, 2);
    expect(cost).toBeGreaterThan(1.3);
    const fresh = ask(`speedUp(t99 in multiply-adds with a fresh forward pass ${FROM_BASE} to regularizer={0})`);
    // One product for each weight of the forward pass, where a plain step has three and those of the look-ups.
    const forward = (d * d + 2 * d * m + d * task.p) / base;
    expect(forward).toBeGreaterThan(0.25);
    expect(Number(fresh)).toBeCloseTo(Math.exp(mean) / (cost + forward), 2);
    const toPlain = ask(
      `speedUp(t99 in multiply-adds with a fresh forward pass from regularizer={0} to regularizer=nothing, optimizer.weightDecay=1)`,
    );
    expect(Number(toPlain)).toBeCloseTo((cost + forward) / Math.exp(mean), 2);
  });

  test('in how many pairs it is sooner is counted in multiply-adds, too', () => {
    // 1.2, 1.14 and 1.17 times as soon, by steps that cost more than 1.3 times as much.
    const slow = [...bases, ...of(PROBE, [5000, 7000, 6000])];
    const compared = 'from regularizer=nothing to regularizer={0}';
    expect(ask(`speedUpPairs(t99 ${compared})`, slow)).toBe('3 of 3');
    expect(ask(`speedUpPairs(t99 in multiply-adds ${compared})`, slow)).toBe('0 of 3');
  });

  test('at all positions a plain step is larger, and what the probe adds is less of it', () => {
    const { task, model } = experiment(probes)[0]!.planned.spec;
    const [d, m] = [model.dModel, model.dMlp];
    // Queries, keys, values and output, the MLP, the logits; forward and both gradients.
    const forward = 3 * (4 * d * d + 2 * d * m + d * task.p);
    const cost = 1 + (64 * (4 * d + 5 * m)) / (3 * forward);
    expect(cost).toBeCloseTo(1.1, 1);
    const atAll = 'in multiply-adds at all positions';
    const inMultiplyAdds = ask(`speedUp(t99 ${atAll} ${FROM_BASE} to regularizer={0})`);
    expect(Number(inMultiplyAdds)).toBeCloseTo(Math.exp(mean) / cost, 2);
    expect(ask(`stepCost(${atAll} ${FROM_BASE} to regularizer={0})`)).toBe(cost.toPrecision(3));
    const fresh = ask(`stepCost(${atAll} with a fresh forward pass ${FROM_BASE} to regularizer={0})`);
    expect(fresh).toBe((cost + 1 / 3).toPrecision(3));
    expect(ask(`stepCost(in multiply-adds ${FROM_BASE} to regularizer=nothing, optimizer.weightDecay=2)`)).toBe('1.00');
  });

  test('to stay for longer is another time than to stay', () => {
    // One evaluation at epoch 1 000, below 99 %: neither side is known to be there at all.
    for (const time of ['stable', 'stable for 1000 epochs'])
      expect(ask(`speedUp(${time} ${FROM_BASE} to regularizer={0})`)).toBe('not known');
    expect(() => ask(`speedUp(stable for 900 epochs ${FROM_BASE} to regularizer={0})`)).toThrow('"from" is missing');
  });

  test('a run that never got there bounds it and is not left out', () => {
    const late = [...of(null, [6000, null, 7000]), ...probes];
    expect(ask('speedUp(t99 from regularizer=nothing to regularizer={0})', late)).toMatch(/^at least 3\.\d\d$/);
    expect(ask('speedUpBounds(t99 from regularizer=nothing to regularizer={0})', late)).toBe('not estimable');
  });

  test('without a pair there is nothing to tell', () => {
    const missing = probes.map((sketch) => ({ ...sketch, isMissing: true }));
    expect(ask(`speedUp(${TO_PROBE})`, [...bases, ...missing])).toBe('—');
  });

  test.each([
    [`speedUp(t98 ${FROM_BASE} to regularizer={0})`, 'there is no time "t98". Did you mean "t95"?'],
    ['speedUp(t99 to regularizer={0})', '"from" is missing'],
    [`speedUp(t99 ${FROM_BASE})`, '"to" is missing'],
    [`speedUp(t99 ${FROM_BASE} to regularizer={1})`, 'no run has regularizer={1}'],
    [
      'speedUp(t99 from regularizer=nothing to regularizer={0})',
      'differ in more than their seeds: in optimizer.weightDecay',
    ],
    [`speedUp(${TO_PROBE} > 1)`, '"> 1" is left over'],
    [`stepCost(${FROM_BASE} to regularizer={0})`, '"in multiply-adds" is missing'],
  ])('%s is refused', (query, complaint) => expect(() => ask(query)).toThrow(complaint));
});

describe('as a claim', () => {
  const verdictOf = (statement: string, sketches: readonly Sketch[] = all): string =>
    judge(statement, sketches).verdict;

  test('holds where the whole interval does, fails where none of it does, and is open in between', () => {
    expect(verdictOf(`speed-up of ${TO_PROBE} > 1`)).toBe('holds');
    expect(verdictOf(`speed-up of ${TO_PROBE} >= 3`)).toBe('fails');
    expect(verdictOf(`speed-up of ${TO_PROBE} >= 2`)).toBe('undecided');
    const judgement = judge(`speed-up of ${TO_PROBE} > 1`, all);
    expect(judgement.value.low).toBeCloseTo(Math.exp(mean - reach), 10);
    expect(judgement.margin?.value).toBeCloseTo(Math.exp(mean - reach), 10);
    expect(judgement).toMatchObject({ about: { length: 6 }, notes: [expect.stringContaining('3 pairs')] });
    expect(judgement.runs).toHaveLength(6);
  });

  test('a missing run leaves it open, and so does a single pair', () => {
    const missing = all.map((sketch, i) => ({ ...sketch, isMissing: i === 3 }));
    expect(verdictOf(`speed-up of ${TO_PROBE} > 1`, missing)).toBe('incomplete');
    expect(verdictOf(`speed-up of ${TO_PROBE} > 1`, [...of(null, [6000]), ...of(PROBE, [3000])])).toBe('undecided');
  });

  test('two of them can be compared with one another', () => {
    const toStrong = `t99 ${FROM_BASE} to regularizer=nothing, optimizer.weightDecay=2`;
    expect(verdictOf(`speed-up of ${toStrong} > speed-up of ${TO_PROBE}`)).toBe('holds');
  });
});

test('probes are chosen by their names as they are typed', () => {
  const runs = [...of({ ...PROBE, stencil: '-1,0' }, [3000]), ...of({ ...PROBE, stencil: '-1', lag: 10 }, [2000])];
  const at = (where: string): string => judge(`t95.at where ${where} < 2500`, runs).verdict;
  expect(at('regularizer={-1,0}')).toBe('fails');
  expect(at('regularizer={-1, 0}')).toBe('fails');
  expect(at("regularizer='{-1} lag 10'")).toBe('holds');
});

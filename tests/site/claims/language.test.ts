/** The language of claims: what it refuses, and how it judges where times are censored and runs are missing. */
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/site/claims/claim.ts';
import { forms } from '../../../src/site/claims/index.ts';
import { decay, judge, published, seeds, WHERE, type Sketch } from './runs.ts';

const N = '\u202f';

describe('a claim that is not understood is refused, with its position and what there is', () => {
  test.each([
    ['', 1, 'the claim is empty'],
    ['median(t59.at) < 8000', 8, 'there is no field "t59.at". Did you mean "t50.at"?'],
    ['mdian(t95.at) < 8000', 1, 'there is no aggregate "mdian". Did you mean "median"?'],
    ['median(t95.at < 8000', 15, 'a bracket is not closed'],
    ['median(t95.at) = 8000', 16, 'there is no operator "="'],
    ['t95.at decreasin in seed', 8, 'there is no operator "decreasin"'],
    ['median(t95.at) decreasing in seed', 16, '"decreasing in" wants a field before it'],
    ['median(t95.at) <', 17, 'a field is missing'],
    ['median(t95.at)', 15, 'the operator is missing'],
    ['median(t95.at) in 4000', 19, 'there are no bounds'],
    ['median(t95.at) in 12000..4000', 19, 'there are no bounds'],
    ['median(t95.at) < 8000 epochs', 23, '"epochs" is left over'],
    ['median(t95.at) < 8000 where sed=0', 29, 'there is no field of the specification "sed". Did you mean "seed"?'],
    ['median(t95.at) < 8000 where seed=7', 29, 'no run has seed=7'],
    ['min(t95.at) < -2 * max(t95.at)', 15, '-2 is no factor of a multiple'],
    ['min(t95.at) < 0 * max(t95.at)', 15, '0 is no factor of a multiple'],
    ['8000 > median(t95.at)', 1, 'a claim begins with what was measured'],
    ['t95.at < 8000', 1, 't95.at is a number of one run, but 4 are meant'],
    ['median(t95.at) < median(t99.at) where seed=0', 1, 'one side says where and the other does not'],
    ['at least 5 t95.at < 8000', 10, 'there are 4 runs, not 5'],
    ['at least t95.at < 8000', 10, 'how many is missing'],
    ['all t95.at near 8000', 12, 'there is no operator "near"'],
    ['all have groked', 10, 'there is no field or outcome "groked". Did you mean "grokked"?'],
    ['slope of t95.at in 1..2', 17, '"over" is missing'],
    ['slope of t95.at over optimizer.weightDecay in 1..2', 22, 'all runs have optimizer.weightDecay = 1'],
    ['slope of t95.at over seed in 1..2', 22, 'seed is 0 in some runs'],
    ['t95.at increasing in task.operation', 22, 'task.operation has values that are no numbers'],
  ])('%s', (text, position, complaint) => {
    expect(() => judge(text, seeds)).toThrow(complaint);
    expect(() => judge(text, seeds)).toThrow(`${WHERE}, position ${position}: "${text}": `);
  });

  test('an unknown operator is answered with all there are, a mean with the reason against it', () => {
    const hintOf = (text: string): unknown => {
      try {
        return judge(text, seeds);
      } catch (error) {
        return (error as { hint: string }).hint;
      }
    };
    expect(hintOf('median(t95.at) near 8000')).toBe(
      'There are: <, <=, >, >=, in, within, not within, decreasing in, increasing in.',
    );
    expect(hintOf('mean(t95.at) < 8000')).toBe(
      'It would leave out the runs that did not grok in time. Use median(t95.at).',
    );
    expect(hintOf('t95.at < 8000')).toContain('median(t95.at)');
  });

  test('a sweep of two fields asks for one of them to be held', () => {
    const grid = [1, 2].flatMap((wd) =>
      [1e-3, 2e-3].map((lr) => ({ cell: { 'optimizer.weightDecay': wd, 'optimizer.learningRate': lr } })),
    );
    const text = 't95.at decreasing in optimizer.weightDecay';
    expect(() => judge(text, grid)).toThrow('the runs differ in optimizer.learningRate as well as in');
    expect(judge(`${text} where optimizer.learningRate=0.001`, grid).about).toHaveLength(2);
  });

  test('an item of a list is a field by its number', () => {
    expect(judge('median(t95.at) < 8000 where optimizer.betas.1=0.98', seeds).about).toHaveLength(seeds.length);
    const hint = /no run has optimizer\.betas\.1=0\.999/;
    expect(() => judge('median(t95.at) < 8000 where optimizer.betas.1=0.999', seeds)).toThrow(hint);
  });

  test('what follows the field may change with it, where that is said', () => {
    const cell = (p: number, fracTrain: number, t95: number): Sketch => ({
      cell: { 'task.p': p, 'task.fracTrain': fracTrain },
      t95,
    });
    const pairs = [cell(67, 0.85, 300), cell(89, 0.48, 500), cell(113, 0.3, 4000)];
    const text = 't95.at increasing in task.p';
    expect(() => judge(text, pairs)).toThrow('the runs differ in task.fracTrain as well as in task.p');
    expect(judge(`${text} with task.fracTrain`, pairs).verdict).toBe('holds');
    const apart = [...pairs, cell(113, 0.5, 400)];
    expect(() => judge(`${text} with task.fracTrain`, apart)).toThrow('the runs differ in task.fracTrain as well');
  });

  test('the example of every form is one', () => {
    for (const { example } of forms) expect(judge(example, decay({ 1: 5000, 2: 4500 })).about).toHaveLength(2);
  });
});

describe('verdict, value, bound and margin', () => {
  const late = [...seeds.slice(0, 3), { t95: null }];
  const missing = [...seeds.slice(0, 3), { isMissing: true }];
  test.each<[string, readonly Sketch[], Verdict, string, string, string | undefined]>([
    // Every run, or so many.
    [
      'all t95.at in 4000..12000',
      seeds,
      'holds',
      `4 of 4, 4${N}790–8${N}130`,
      `4${N}000–12${N}000 in all`,
      'at least 781 epochs to spare',
    ],
    [
      'all t95.at < 8000',
      seeds,
      'fails',
      `3 of 4, 4${N}790–8${N}130`,
      `< 8${N}000 in all`,
      'missed by at least 121 epochs',
    ],
    ['all t95.at < 8125', seeds, 'undecided', `3 of 4, 4${N}790–8${N}130`, `< 8${N}125 in all`, undefined],
    ['all t95.at < 8000', missing, 'incomplete', `3 of 3, 4${N}790–6${N}700`, `< 8${N}000 in all`, undefined],
    [
      'all t95.at < 6000',
      missing,
      'fails',
      `1 of 3, 4${N}790–6${N}700`,
      `< 6${N}000 in all`,
      'missed by at least 691 epochs',
    ],
    [
      'at least 3 have t95.at < 8000',
      missing,
      'holds',
      `3 of 3, 4${N}790–6${N}700`,
      `< 8${N}000 in at least 3`,
      `at least 1${N}300 epochs to spare`,
    ],
    [
      'at most 1 have t95.at > 7000',
      missing,
      'holds',
      `0 of 3, 4${N}790–6${N}700`,
      `> 7${N}000 in at most 1`,
      'at least 300 epochs to spare',
    ],
    ['none have t95.at < 1500', missing, 'incomplete', `0 of 3, 4${N}790–6${N}700`, `< 1${N}500 in none`, undefined],
    [
      'none have t95.at < 5000',
      missing,
      'fails',
      `1 of 3, 4${N}790–6${N}700`,
      `< 5${N}000 in none`,
      'missed by at least 210 epochs',
    ],
    ['all have grokked', late, 'fails', '3 of 4', 'grokked in all', undefined],
    ['at least 3 grokked', late, 'holds', '3 of 4', 'grokked in at least 3', undefined],
    // One number. A run that is late is beyond its budget, wherever that is.
    [
      'median(t95.at) in 4000..12000',
      seeds,
      'holds',
      `(6${N}340,${N}6${N}350]`,
      `4${N}000–12${N}000`,
      `at least 2${N}341 epochs to spare`,
    ],
    ['median(t95.at) < 7000', late, 'holds', `(6${N}340,${N}6${N}350]`, `< 7${N}000`, 'at least 650 epochs to spare'],
    [
      'max(t95.at) < 30000',
      late,
      'fails',
      `not within 40${N}000 epochs`,
      `< 30${N}000`,
      `missed by at least 10${N}001 epochs`,
    ],
    ['max(t95.at) < 50000', late, 'undecided', `not within 40${N}000 epochs`, `< 50${N}000`, undefined],
    [
      'max(t95.at) not within 30000',
      late,
      'holds',
      `not within 40${N}000 epochs`,
      `> 30${N}000`,
      `at least 10${N}001 epochs to spare`,
    ],
    [
      'median(t95.at) < 8000',
      missing,
      'holds',
      `(5${N}990,${N}6${N}000]`,
      `< 8${N}000`,
      `at least 1${N}650 epochs to spare`,
    ],
    ['median(t95.at) < 6200', missing, 'incomplete', `(5${N}990,${N}6${N}000]`, `< 6${N}200`, undefined],
    ['median(t95.at) > 6350', missing, 'fails', `(5${N}990,${N}6${N}000]`, `> 6${N}350`, 'right at the bound'],
    ['spread(t95.at) <= 1.6', seeds, 'fails', '1.70', '≤ 1.6', 'missed by at least a factor of 1.06'],
    ['spread(t95.at) <= 1.6', late, 'fails', 'more than 8.35', '≤ 1.6', 'missed by at least a factor of 5.22'],
    ['spread(t95.at) <= 20', late, 'undecided', 'more than 8.35', '≤ 20', undefined],
    ['spread(t95.at) <= 1.7', missing, 'incomplete', '1.40', '≤ 1.7', undefined],
    ['median(weightDrop) >= 0.25', seeds, 'holds', `66.67${N}%`, `≥ 25${N}%`, '42 percentage points to spare'],
    // Two cells.
    [
      't95.at where seed=0 < t95.at where seed=1',
      seeds,
      'holds',
      `(4${N}780,${N}4${N}790]`,
      `< (5${N}990,${N}6${N}000]`,
      'at least a factor of 1.25 to spare',
    ],
    [
      't95.at where seed=3 < t95.at where seed=1',
      late,
      'fails',
      `not within 40${N}000 epochs`,
      `< (5${N}990,${N}6${N}000]`,
      'missed by at least a factor of 6.67',
    ],
    ['t95.at where seed=3 < t95.at where seed=1', missing, 'incomplete', '—', `< (5${N}990,${N}6${N}000]`, undefined],
    [
      't95.at where seed=0 < t95.at where seed=1',
      [{ t95: 5000 }, { t95: 5000 }],
      'undecided',
      `(4${N}990,${N}5${N}000]`,
      `< (4${N}990,${N}5${N}000]`,
      undefined,
    ],
  ])('%s', (text, sketches, verdict, value, bound, margin) => {
    const judgement = judge(text, sketches);
    expect([judgement.verdict, judgement.value.text, judgement.bound.text, judgement.margin?.text]).toEqual([
      verdict,
      value,
      bound,
      margin,
    ]);
  });

  test('runs that were judged are named, of as many as are planned', () => {
    const judgement = judge('all t95.at < 8000', missing);
    expect(judgement.runs).toEqual(['run0', 'run1', 'run2']);
    expect(judgement.about).toHaveLength(4);
    const unmeasured = judge('all circuit.logitFve >= 0.9', [{ circuit: { logitFve: 0.95 } }, {}]);
    expect(unmeasured).toMatchObject({ verdict: 'incomplete', runs: ['run0'] });
    expect(unmeasured.about).toHaveLength(2);
  });

  test('a run on both sides is one run', () => {
    const text = 't50.at where seed=0 < t95.at where seed=0';
    expect(judge(text, [{ t50: 4000, t95: 5000 }]).about).toHaveLength(1);
  });

  test('a single run has no spread, however wide the interval', () => {
    expect(judge('spread(t95.at) where seed=0 <= 1', seeds)).toMatchObject({
      verdict: 'holds',
      value: { text: '1.00' },
    });
  });

  test('products of decimals are equal where they are meant to be', () => {
    const cell = { 'optimizer.weightDecay': 3, 'optimizer.learningRate': 1e-4 };
    const text = 'all have grokked where optimizer.weightDecay * optimizer.learningRate = 0.0003';
    expect(3 * 1e-4).not.toBe(0.0003);
    expect(judge(text, [{ cell }, {}]).about).toHaveLength(1);
  });

  test('a run that diverged never gets there, whatever the bound', () => {
    const diverged = [{ t95: null, divergedAt: 300 }];
    expect(judge('all t95.at < 1000000', diverged).verdict).toBe('fails');
    expect(judge('max(t95.at) > 1000000', diverged)).toMatchObject({ verdict: 'holds', value: { text: 'never' } });
  });

  test('nor does a middle of several that is none', () => {
    const [fine, broken] = [{ final: { sumSquaredWeights: 1200 } }, { final: { sumSquaredWeights: NaN } }];
    expect(judge('median(weightDrop) >= 0.25', [fine, broken, broken]).verdict).toBe('fails');
    expect(judge('median(weightDrop) >= 0.25', [fine, fine, broken]).verdict).toBe('holds');
    expect(judge('max(weightDrop) >= 0.25', [fine, broken]).verdict).toBe('fails');
  });

  test('what is not a number satisfies nothing', () => {
    const broken = [{ final: { sumSquaredWeights: NaN } }];
    expect(judge('all weightDrop >= 0.25', broken).verdict).toBe('fails');
    expect(judge('all weightDrop < 0.25', broken).verdict).toBe('fails');
  });
});

describe('monotone in a field of the grid', () => {
  const text = 't95.at decreasing in optimizer.weightDecay';

  test('late cells are later than all that crossed, and not told apart', () => {
    const judgement = judge(text, published);
    expect(judgement.verdict).toBe('holds');
    expect(judgement.about).toHaveLength(8);
    expect(judgement.margin?.text).toBe('at least a factor of 1.36 to spare');
    expect(judgement.notes).toEqual([
      '2 cells not within the budget, later than the others and not told apart',
      'one run of each, and another seed may turn it',
    ]);
    expect(judgement.value.text).toContain(`weight decay 0.01: not within 40${N}000 epochs; 0.1: not within`);
  });

  test.each<[string, Sketch[], Verdict]>([
    ['a late cell after one that crossed', decay({ 1: 8350, 2: null }), 'fails'],
    ['a step back', decay({ 1: 8350, 2: 900, 3: 1400 }), 'fails'],
    ['a step back beside a missing cell', decay({ 1: 8350, 2: 900, 3: 1400, 5: undefined }), 'fails'],
    ['a missing cell', decay({ 1: 8350, 2: undefined, 3: 1400 }), 'incomplete'],
    ['two cells between the same evaluations', decay({ 1: 1400, 2: 1400 }), 'undecided'],
    ['two cells between neighbouring evaluations', decay({ 1: 1410, 2: 1400 }), 'holds'],
    ['late cells alone', decay({ 1: null, 2: null }), 'undecided'],
  ])('%s', (_, sketches, verdict) => expect(judge(text, sketches).verdict).toBe(verdict));

  test('a cell of which some seeds got there is told apart from those of which none did', () => {
    const cell = (wd: number, times: readonly (number | null)[]): Sketch[] =>
      times.map((t95) => ({ cell: { 'optimizer.weightDecay': wd }, t95 }));
    const half = [...cell(0.1, [null, null]), ...cell(0.5, [20_000, null]), ...cell(1, [8000, 8100])];
    // Its median is beyond 30 000, that of the other beyond 40 000.
    expect(judge(text, half)).toMatchObject({ verdict: 'undecided', notes: [] });
  });

  test('seeds of a cell are taken together by their median', () => {
    const cell = (wd: number, t95: number): Sketch => ({ cell: { 'optimizer.weightDecay': wd }, t95 });
    const sketches = [cell(1, 8000), cell(1, 900), cell(1, 7000), cell(2, 3000), cell(2, 20_000), cell(2, 2000)];
    expect(judge(text, sketches).verdict).toBe('holds');
    expect(judge(text, sketches).runs).toHaveLength(6);
  });
});

/** What write-ups are made of, without a browser: queries, ids, citations, formulas, numbers. */
import { describe, expect, test } from 'vitest';
import type { RunResults } from '../../src/lab/store/results.ts';
import { allPairs, type ModularTask } from '../../src/lab/tasks/modular.ts';
import { placeOf, readArticle, targetOf } from '../../src/site/article.ts';
import { authorYear, parseBibtex, referenceSchema, venueOf } from '../../src/site/bibliography.ts';
import { comparedIn, judge, parseCondition } from '../../src/site/conditions.ts';
import { decimal, duration, grouped, interval, percent } from '../../src/site/format.ts';
import { bibtex, experimentBibtex, runsNote } from '../../src/site/citation.ts';
import { renderMath } from '../../src/site/maths.ts';
import { fields } from '../../src/site/fields.ts';
import { shareByDifference } from '../../src/site/pairStatistics.ts';
import { evaluateQuery } from '../../src/site/values.ts';

const N = '\u202f';

interface RunSketch {
  readonly t95: number | null;
  readonly tMem?: number | null;
  readonly final?: number;
  readonly weights?: number;
  readonly seed?: number;
  readonly task?: Partial<ModularTask>;
  /** Final norms of the embedding's frequencies 1 … 6; the logits have energy at 1 and 2 alone. */
  readonly norms?: readonly number[];
}

const addition: ModularTask = {
  name: 'modular@1',
  operation: 'a+b',
  p: 113,
  fracTrain: 0.3,
  split: 'random',
  pairs: 'ordered',
};

/** A run with just what queries read. */
function run({ t95, tMem = 140, final = 1, weights = 1200, seed = 0, task, norms }: RunSketch): RunResults {
  const at = (epoch: number | null): { after: number; at: number } | null =>
    epoch === null ? null : { after: epoch - 10, at: epoch };
  const last = { epoch: 12_000, trainLoss: 1e-7, testLoss: 2.44e-7, trainAccuracy: 1, testAccuracy: final };
  const summary = {
    outcome: t95 === null ? 'not within budget' : 'grokked',
    epochs: 12_000,
    divergedAt: null,
    tMem: at(tMem),
    t50: at(t95),
    t95: at(t95),
    t99: at(t95),
    peakTestLoss: { epoch: 1300, value: 22.5 },
    peakSumSquaredWeights: { epoch: 180, value: 3600 },
    maxTestAccuracy: final,
    final: { ...last, sumSquaredWeights: weights },
  };
  const spec = { seed, task: { ...addition, ...task }, model: { dMlp: 512 } };
  const record = { id: '0123456789ab', summary, spec, executions: [] };
  const rows = [{ ...last, epoch: 1000, testAccuracy: 0.057 + seed / 1000, sumSquaredWeights: 3500 }];
  const fourier = norms && {
    frequencies: [1, 2, 3, 4, 5, 6],
    epochs: [0, 12_000],
    norms: [[1, 1, 1, 1, 1, 1], norms],
    gini: [0, 0.5],
    finalLogitEnergies: [60, 39, 0.8, 0.2, 0, 0],
    keyFrequencies: [1, 2],
  };
  const circuit = norms && {
    loss: {
      full: { train: 1e-7, test: 1e-5, all: 1e-5 },
      restricted: { train: 5e-6, test: 5e-6, all: 5e-6 },
      excluded: { train: 8, test: 9, all: 9 },
    },
    neuronFrequency: [1, 2, 3, 3],
    neuronsExplained: 0.44,
    wLResidual: 0.11,
    logitFve: 0.948,
  };
  const measures = { fourier: fourier ?? null, circuit: circuit ?? null, norms: null, pairs: null, planes: null };
  return { record, rows, ...measures } as unknown as RunResults;
}

const ask = (query: string, sketches: readonly RunSketch[], planned = sketches.length): string =>
  evaluateQuery(query, { runs: sketches.map(run), planned, where: 'content/x.mdx:7' }).text;

describe('queries', () => {
  const four = [{ t95: 4930 }, { t95: 5620 }, { t95: 6690 }, { t95: 8570, final: 0.99978 }];

  test.each([
    ['t95', [four[0]], `(4${N}920,${N}4${N}930]`],
    ['final.testAccuracy', [four[3]], `99.98${N}%`],
    ['final.testLoss', [four[0]], `2.44${N}×${N}10⁻⁷`],
    ['testAccuracy@1000', [four[0]], `5.7${N}%`],
    ['trainPairs', [four[0]], `3${N}830`],
    ['testPairs', [four[0]], `8${N}939`],
    ['lag', [{ t95: 7000 }], '50.0'],
    ['gini.rise', [{ t95: 5000, norms: [1, 1, 1, 1, 1, 1] }], '0.00'],
    ['embedding.others', [{ t95: 5000, norms: [9, 9, 1, 5, 7, 2], task: { p: 13 } }], '4, 5'],
    ['keyFrequencies.doubled', [{ t95: 5000, norms: [9, 9, 1, 5, 7, 2], task: { p: 13 } }], '2, 4'],
    ['nextFrequency', [{ t95: 5000, norms: [9, 9, 1, 5, 7, 2] }], '3'],
    ['nextFrequency.share', [{ t95: 5000, norms: [9, 9, 1, 5, 7, 2] }], `0.8${N}%`],
    ['nextFrequency.neurons', [{ t95: 5000, norms: [9, 9, 1, 5, 7, 2] }], '2'],
    ['circuit.wLResidual', [{ t95: 5000, norms: [9, 9, 1, 5, 7, 2] }], `11${N}%`],
    ['median(t95)', four, `(6${N}145,${N}6${N}155]`],
    ['median(t95)', four.slice(0, 3), `(5${N}610,${N}5${N}620]`],
    ['range(t95.at)', four, `4${N}930–8${N}570`],
    ['range(tMem)', four, `(130,${N}140]`],
    ['spread(t95.at)', four, '1.74'],
    ['count(grokked)', [...four, { t95: null, final: 0.02 }], '4'],
    ['count', four, '4'],
    ['count(t95.at in 5600..8570)', [...four, { t95: null }], '3'],
    ['count(t95.at in 5620..8570)', [...four, { t95: null }], '2 to 3'],
    ['count(t95.at <= 6690)', four, '3'],
    ['count(final.testAccuracy >= 0.9995)', four, '4'],
  ])('%s', (query, sketches, expected) => {
    expect(ask(query, sketches as RunSketch[])).toBe(expected);
  });

  test('a run that did not grok counts as later than all that did', () => {
    expect(ask('median(t95)', [{ t95: 5000 }, { t95: null }, { t95: null }])).toBe(`not within 12${N}000 epochs`);
    expect(ask('max(t95)', [{ t95: 5000 }, { t95: null }])).toBe(`not within 12${N}000 epochs`);
    expect(ask('median(t95)', [{ t95: 5000 }, { t95: 6000 }, { t95: null }])).toBe(`(5${N}990,${N}6${N}000]`);
  });

  test('so does its lag, and its spread is a lower bound', () => {
    const censored = [{ t95: 4200 }, { t95: null }, { t95: null }];
    // 12 001 epochs over the 140 to memorize, halfway from 4 191.
    expect(ask('median(lag)', censored)).toBe('more than 85.7');
    expect(ask('median(lag)', censored.slice(0, 2))).toBe('more than 57.8');
    expect(ask('range(lag)', censored)).toBe('30.0 to more than 85.7');
    expect(ask('spread(t95.at)', censored)).toBe('more than 2.86');
    expect(ask('spread(t95.at)', censored.slice(1))).toBe('more than 1.00');
  });

  test('a run that fell from 95 % is told of when that was seen, one that stayed of its end', () => {
    const lost = (accuracyAt: (epoch: number) => number): string => {
      const own = run({ t95: 1000 });
      const rows = Array.from({ length: 301 }, (_, i) => ({ epoch: 10 * i, trainAccuracy: 1, testAccuracy: accuracyAt(10 * i) })); // prettier-ignore
      return evaluateQuery('lost.at', { runs: [{ ...own, rows } as unknown as RunResults], planned: 1, where: 'x' }).text; // prettier-ignore
    };
    const until = (end: number) => (epoch: number) => (epoch >= 1000 && epoch < end ? 1 : 0.3);
    expect(lost(until(2000))).toBe(`2${N}000`);
    expect(lost(until(Infinity))).toBe(`not within 12${N}000 epochs`);
    // Nine evaluations below are a dip.
    expect(lost((epoch) => (epoch >= 2000 && epoch < 2090 ? 0.3 : until(Infinity)(epoch)))).toBe(`not within 12${N}000 epochs`); // prettier-ignore
  });

  test('a median between a run that got there and one that did not lies beyond halfway', () => {
    expect(ask('median(t95.at)', [{ t95: 4200 }, { t95: null }])).toBe(`more than 8${N}095`);
    expect(ask('median(t95.at)', [{ t95: 4200 }, { t95: 4400 }, { t95: null }])).toBe(`4${N}400`);
  });

  test('what is not known of a run is not counted as if it were', () => {
    const runs = [{ t95: 4200 }, { t95: null }];
    expect(ask('count(t95.at > 50000)', runs)).toBe('0 to 1');
    expect(ask('count(t95.at > 12000)', runs)).toBe('1');
    expect(ask('count(t95.at < t99.at)', [{ t95: null }])).toBe('0 to 1');
    expect(ask('count(weightDrop >= 0.25)', [{ t95: 4200, weights: NaN }])).toBe('0');
  });

  test('a field can be asked of the run with the smallest or largest other', () => {
    const runs = [
      { t95: 6000, seed: 1 },
      { t95: 4000, seed: 2 },
      { t95: 9000, seed: 999 },
    ];
    expect(ask('seed of min(t95.at)', runs)).toBe('2');
    expect(ask('seed of max(t95.at)', runs)).toBe('999');
    expect(ask('testAccuracy@1000 of min(t95.at)', runs)).toBe(`5.9${N}%`);
    expect(ask('seed of max(t95.at)', [...runs, { t95: null, seed: 3 }, { t95: null, seed: 4 }])).toBe('3, 4');
    expect(() => ask('seed of min(t59)', runs)).toThrow('there is no field "t59"');
  });

  test.each([
    [{}, `3${N}830`, `8${N}939`],
    [{ pairs: 'unordered' }, `1${N}932`, `4${N}509`],
    [{ operation: 'a/b', p: 97, fracTrain: 0.5 }, `4${N}656`, `4${N}656`],
  ] as const)('pairs of %o are counted, not assumed', (task, train, test) => {
    expect(ask('trainPairs', [{ t95: 5000, task }])).toBe(train);
    expect(ask('testPairs', [{ t95: 5000, task }])).toBe(test);
  });

  test('nothing stored is a dash', () => expect(ask('median(t95)', [], 4)).toBe('—'));

  test.each([
    ['gini.memorized', { t95: null, tMem: null, norms: [1, 1, 1, 1, 1, 1] }],
    ['circuit.wLResidual', { t95: 5000 }],
  ])('%s of runs that are all stored and do not have it is refused, of some a dash', (query, sketch) => {
    expect(() => ask(query, [sketch])).toThrow(`content/x.mdx:7: "${query}": none of the runs has ${query}.`);
    expect(ask(query, [sketch], 2)).toBe('—');
  });

  test.each([
    ['mdian(t95)', 'there is no aggregate "mdian". Did you mean "median"?'],
    ['median(t59)', 'there is no field "t59". Did you mean "t50"?'],
    ['count(groked)', 'there is no outcome "groked". Did you mean "grokked"?'],
    ['mean(t95)', 'there is no mean over the runs that survived'],
    ['t95', 'is a number of one run, but 4 are asked'],
    ['count(t59 < 3)', 'there is no field "t59"'],
    ['count(t95.at in many)', 'has no bounds'],
  ])('%s is refused, with place and near miss', (query, complaint) => {
    expect(() => ask(query, four)).toThrow(complaint);
    expect(() => ask(query, four)).toThrow('content/x.mdx:7');
  });
});

describe('conditions', () => {
  const measured = run({ t95: 5000, norms: [9, 9, 1, 5, 7, 2] });
  const parse = (text: string): NonNullable<ReturnType<typeof parseCondition>> => {
    const condition = parseCondition(text, { where: 'content/x.mdx:7', query: text });
    if (!condition) throw new Error(`${text} is no condition`);
    return condition;
  };

  test.each([
    ['t95.at in 4000..5000', true, `4${N}000–5${N}000`],
    ['t95.at < 5000', null, `< 5${N}000`],
    ['weightDrop >= 0.25', true, `≥ 25${N}%`],
    ['circuit.wLResidual < 0.02', false, `< 2${N}%`],
    ['circuit.restricted.all < circuit.full.all', true, '< circuit.full.all'],
    ['circuit.restricted.train < circuit.full.train', false, '< circuit.full.train'],
    ['circuit.excluded.all > chanceLoss', true, '> chanceLoss'],
    ['gini.rise >= 0.25', false, '≥ 0.25'],
  ])('%s', (text, holds, demand) => {
    expect(comparedIn(parse(text), measured)?.truth).toBe(holds);
    expect(parse(text).demand([measured])).toBe(demand);
  });

  test('a run without the measure is not judged, one that did not grok is', () => {
    const runs = [measured, run({ t95: null })];
    expect(judge(parse('circuit.logitFve >= 0.9'), runs)).toEqual({ held: 1, open: 0, judged: 1 });
    expect(judge(parse('t95.at in 4000..12000'), runs)).toEqual({ held: 1, open: 0, judged: 2 });
    expect(parseCondition('grokked', { where: '', query: '' })).toBeNull();
  });
});

test('what a curve says of the weights at 95 %, and of what comes after 99 %', () => {
  const row = (epoch: number, testAccuracy: number, sumSquaredWeights: number): RunResults['rows'][number] => {
    return { epoch, trainLoss: 0, testLoss: 0, trainAccuracy: 1, testAccuracy, sumSquaredWeights };
  };
  const sketch = run({ t95: 300 });
  // The largest sum comes after 95 %, where it does not count.
  const rows = [row(0, 0, 1000), row(100, 0.1, 4000), row(300, 0.96, 1000), row(400, 0.995, 9000), row(500, 0.4, 900), row(600, 1, 900)]; // prettier-ignore
  const summary = { ...sketch.record.summary, t95: { after: 100, at: 300 } };
  const told = { ...sketch, rows, record: { ...sketch.record, summary } };
  expect(fields['t95.weightDrop'](told)).toEqual({ kind: 'fraction', value: 0.75 });
  expect(
    fields['t95.weightDrop']({ ...told, record: { ...told.record, summary: { ...summary, t95: null } } }),
  ).toBeNull();
  expect(fields['since99.epochs'](told)).toEqual({ kind: 'epochs', value: 200 });
  expect(fields['since99.falls'](told)).toEqual({ kind: 'integer', value: 1 });
  expect(fields['since99.lowest'](told)).toEqual({ kind: 'fraction', value: 0.4 });
  expect(fields['since99.falls']({ ...told, rows: rows.slice(0, 3) })).toBeNull();
  const forgetful = { ...told, rows: rows.map((one) => ({ ...one, trainAccuracy: [0.1, 1, 0.3, 1, 1, 0.7][rows.indexOf(one)] ?? NaN })) }; // prettier-ignore
  expect(fields['sinceMemorized.falls'](forgetful)).toEqual({ kind: 'integer', value: 2 });
  expect(fields['sinceMemorized.lowest'](forgetful)).toEqual({ kind: 'fraction', value: 0.3 });
  // It falls at 300, which is not before its 95 %.
  expect(fields['sinceMemorized.mostGained'](forgetful)).toBeNull();
  const later = {
    ...forgetful,
    record: { ...forgetful.record, summary: { ...summary, t95: { after: 300, at: 400 } } },
  };
  expect(fields['sinceMemorized.mostGained'](later)).toEqual({ kind: 'fraction', value: 0.995 - 0.1 });
});

test('the difference explains all of a loss that depends on it alone, whatever the pairs', () => {
  const sketch = run({ t95: 5000, task: { p: 5, pairs: 'unordered' } });
  const byDifference = allPairs(sketch.record.spec.task).map(([a, b]) => Math.exp((a - b + 5) % 5));
  const withLoss = (loss: readonly number[]): RunResults =>
    ({ ...sketch, pairs: { loss: [Float32Array.from(loss)] } }) as unknown as RunResults;
  expect(shareByDifference(withLoss(byDifference))).toBeCloseTo(1, 6);
  expect(shareByDifference(withLoss(byDifference.map((x, i) => x * (1 + (i % 3)))))).toBeLessThan(0.99);
  expect(shareByDifference(withLoss([1, 2, 3]))).toBeNull();
});

describe('the ids of a write-up', () => {
  const source = [
    '---',
    'title: x',
    '---',
    '<Figure id="fig-b" kind="loss" />',
    'See <Ref to="fig-a" /> and `<Figure id="fig-code" />`. <Cite keys="a2020, b2021" /> <Cite keys="a2020" />',
    '<Equation id="eq-loss" tex={String.raw`a > b`} />',
    'A <Term id="seed">seed</Term>, a <Term id="run">run</Term>, `<Term id="code">`, <Term id="seed">seeds</Term>.',
    '<Animation',
    '  id="fig-a"',
    '/>',
  ].join('\n');

  test('figures and equations are numbered in order, code aside', () => {
    const article = readArticle('content/x.mdx', source);
    expect([...article.targets]).toEqual([
      ['fig-b', { kind: 'Figure', number: 1, figure: 'loss' }],
      ['eq-loss', { kind: 'Equation', number: 1 }],
      ['fig-a', { kind: 'Figure', number: 2, film: 'transition' }],
    ]);
    expect(article.terms).toEqual(['seed', 'run', 'seed']);
    expect(article.citations).toEqual(['a2020', 'b2021', 'a2020']);
    expect(placeOf(article, 'eq-loss')).toBe('content/x.mdx:6');
  });

  test('an unknown id is refused with the nearest one', () => {
    const article = readArticle('content/x.mdx', `${source}\n<Ref to="fig-aa" />`);
    expect(() => targetOf(article, 'fig-aa')).toThrow(
      'content/x.mdx:11: there is no figure or equation "fig-aa". Did you mean "fig-a"?',
    );
  });

  test('an id given twice, or without its prefix, is refused', () => {
    expect(() => readArticle('x.mdx', `${source}\n<Figure id="fig-b" />`)).toThrow('x.mdx:11: the id "fig-b" is taken');
    expect(() => readArticle('x.mdx', '<Figure id="Grok" />')).toThrow('x.mdx:1: "Grok" is no id for Figure');
  });
});

test('formulas with braces and stars become MathML, broken ones are named', () => {
  const html = renderMath(String.raw`\frac{-b}{2a} W^{*}`, { isDisplay: false });
  expect(html).toMatch(/^<math>.*<mfrac>.*<msup>.*<\/math>$/);
  expect(renderMath('x', { isDisplay: true })).toContain('display="block"');
  expect(() => renderMath(String.raw`\frac{1}`, { isDisplay: false })).toThrow(String.raw`$\frac{1}$ is not TeX`);
});

test('references keep accents, dashes and arXiv numbers', () => {
  const bib = String.raw`@article{doe2020, title = {On {W}aiting}, author = {Doe, Jane Q. and Kram{\'a}r, J{\'a}nos},
    year = {2020}, journal = {Journal}, volume = {4}, pages = {1--9}, eprint = {2001.00001}, url = {https://example.org/x}}`;
  const [entry] = parseBibtex(bib);
  const work = referenceSchema.parse(entry);
  expect(authorYear(work)).toBe('Doe & Kramár 2020');
  expect(venueOf(work)).toBe('Journal 4, 1–9, arXiv:2001.00001');
});

test('what TeX takes for more than a character is escaped in citations', () => {
  const title = 'a^2 + b^2 mod 53, 50\u202f% & wd_1 #2 $5 {x} ~ \\';
  const entry = bibtex({ key: 'run-x', title, authors: ['A'], date: new Date(0), path: '/runs/x/', note: '' });
  expect(entry).toContain(
    String.raw`title = {{a\textasciicircum{}2 + b\textasciicircum{}2 mod 53, 50\,\% \& wd\_1 \#2 \$5 \{x\} \textasciitilde{} \textbackslash{}}}`,
  );
});

describe('a citation of many runs', () => {
  const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i).padStart(12, '0'));
  const path = '/experiments/x/';

  test('names each in its file, and on a page says how many and where', () => {
    const named = runsNote('13 runs', ids(13), { path, place: 'file' });
    expect(named).toMatch(/^13 runs: 000000000000, .*, 000000000012$/);
    expect(runsNote('13 runs', ids(13), { path, place: 'page' })).toMatch(
      /^13 runs, named in http.*\/experiments\/x\/cite\.bib$/,
    );
    expect(runsNote('12 runs', ids(12), { path, place: 'page' })).toBe(`12 runs: ${ids(12).join(', ')}`);
    expect(runsNote('0 of 4 runs stored', [], { path, place: 'page' })).toBe('0 of 4 runs stored');
  });

  test.each(['file', 'page'] as const)('is valid for a %s', (place) => {
    const stored = ids(20).map((id) => ({ record: { id, executions: [] } }) as unknown as RunResults);
    const runs = Array.from<never>({ length: 24 });
    const entry = experimentBibtex({ slug: 'x', title: 'A & b', question: 'Which?', stored, runs }, place);
    const [parsed, ...others] = parseBibtex(entry);
    expect(others).toEqual([]);
    expect(parsed).toMatchObject({ id: 'experiment-x', title: 'A & b: Which?' });
    expect(parsed?.['note']).toMatch(/^20 of 24 runs stored(: (\d{12}(, )?){20}|, named in http\S+cite\.bib)$/);
  });
});

test('numbers are printed as people read them', () => {
  expect(grouped(12_345)).toBe(`12${N}345`);
  expect(grouped(140)).toBe('140');
  expect(percent(1)).toBe(`100${N}%`);
  expect(percent(0.0093, 1)).toBe(`0.9${N}%`);
  expect(percent(0.7, 0)).toBe(`70${N}%`);
  expect(percent(1, 0)).toBe(`100${N}%`);
  expect(percent(0.105)).toBe(`10.5${N}%`);
  expect(grouped(6145.5)).toBe(`6${N}145.5`);
  expect(decimal(22.3)).toBe('22.3');
  expect([decimal(9.996), decimal(0.9998), decimal(9.94), decimal(99_999, 3)]).toEqual(['10.0', '1.00', '9.94', `100${N}000`]); // prettier-ignore
  expect(decimal(-0.00012, 2)).toBe(`−1.2${N}×${N}10⁻⁴`);
  expect(interval({ after: null, at: 0 })).toBe('0');
  expect(duration(37)).toBe(`37${N}s`);
  expect(duration(744)).toBe(`12.4${N}min`);
});

/** What write-ups are made of, without a browser: queries, ids, citations, formulas, numbers. */
import { describe, expect, test } from 'vitest';
import type { RunResults } from '../../src/lab/store/results.ts';
import { placeOf, readArticle, targetOf } from '../../src/site/article.ts';
import { authorYear, parseBibtex, referenceSchema, venueOf } from '../../src/site/bibliography.ts';
import { decimal, duration, grouped, interval, percent } from '../../src/site/format.ts';
import { renderMath } from '../../src/site/maths.ts';
import { evaluateQuery } from '../../src/site/values.ts';

const N = '\u202f';

interface RunSketch {
  readonly t95: number | null;
  readonly final?: number;
}

/** A run with just what queries read. */
function run({ t95, final = 1 }: RunSketch): RunResults {
  const at = (epoch: number | null): { after: number; at: number } | null =>
    epoch === null ? null : { after: epoch - 10, at: epoch };
  const last = { epoch: 12_000, trainLoss: 1e-7, testLoss: 2.44e-7, trainAccuracy: 1, testAccuracy: final };
  const summary = {
    outcome: t95 === null ? 'not within budget' : 'grokked',
    epochs: 12_000,
    tMem: at(140),
    t50: at(t95),
    t95: at(t95),
    t99: at(t95),
    peakTestLoss: { epoch: 1300, value: 22.5 },
    peakSumSquaredWeights: { epoch: 180, value: 3600 },
    maxTestAccuracy: final,
    final: { ...last, sumSquaredWeights: 1200 },
  };
  const record = { id: '0123456789ab', summary, spec: { task: { p: 113, fracTrain: 0.3 } }, executions: [] };
  const rows = [{ ...last, epoch: 1000, testAccuracy: 0.057, sumSquaredWeights: 3500 }];
  return { record, rows, fourier: null, norms: null, pairs: null, planes: null } as unknown as RunResults;
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
    ['median(t95)', four, `(6${N}145,${N}6${N}155]`],
    ['median(t95)', four.slice(0, 3), `(5${N}610,${N}5${N}620]`],
    ['range(t95.at)', four, `4${N}930–8${N}570`],
    ['range(tMem)', four, `(130,${N}140]`],
    ['spread(t95.at)', four, '1.74'],
    ['count(grokked)', [...four, { t95: null }], '4'],
    ['count', four, '4'],
  ])('%s', (query, sketches, expected) => {
    expect(ask(query, sketches as RunSketch[])).toBe(expected);
  });

  test('a run that did not grok counts as later than all that did', () => {
    expect(ask('median(t95)', [{ t95: 5000 }, { t95: null }, { t95: null }])).toBe(`not within 12${N}000`);
    expect(ask('max(t95)', [{ t95: 5000 }, { t95: null }])).toBe(`not within 12${N}000`);
    expect(ask('median(t95)', [{ t95: 5000 }, { t95: 6000 }, { t95: null }])).toBe(`(5${N}990,${N}6${N}000]`);
  });

  test('nothing stored is a dash', () => expect(ask('median(t95)', [], 4)).toBe('—'));

  test.each([
    ['mdian(t95)', 'there is no aggregate "mdian". Did you mean "median"?'],
    ['median(t59)', 'there is no field "t59". Did you mean "t50"?'],
    ['count(groked)', 'there is no outcome "groked". Did you mean "grokked"?'],
    ['mean(t95)', 'there is no mean over the runs that survived'],
    ['t95', 'is a number of one run, but 4 are asked'],
  ])('%s is refused, with place and near miss', (query, complaint) => {
    expect(() => ask(query, four)).toThrow(complaint);
    expect(() => ask(query, four)).toThrow('content/x.mdx:7');
  });
});

describe('the ids of a write-up', () => {
  const source = [
    '---',
    'title: x',
    '---',
    '<Figure id="fig-b" kind="loss" />',
    'See <Ref to="fig-a" /> and `<Figure id="fig-code" />`. <Cite keys="a2020, b2021" /> <Cite keys="a2020" />',
    '<Equation id="eq-loss" tex={String.raw`a > b`} />',
    '<Animation',
    '  id="fig-a"',
    '/>',
  ].join('\n');

  test('figures and equations are numbered in order, code aside', () => {
    const article = readArticle('content/x.mdx', source);
    expect([...article.targets]).toEqual([
      ['fig-b', { kind: 'Figure', number: 1 }],
      ['eq-loss', { kind: 'Equation', number: 1 }],
      ['fig-a', { kind: 'Figure', number: 2 }],
    ]);
    expect(article.citations).toEqual(['a2020', 'b2021', 'a2020']);
    expect(placeOf(article, 'eq-loss')).toBe('content/x.mdx:6');
  });

  test('an unknown id is refused with the nearest one', () => {
    const article = readArticle('content/x.mdx', `${source}\n<Ref to="fig-aa" />`);
    expect(() => targetOf(article, 'fig-aa')).toThrow(
      'content/x.mdx:10: there is no figure or equation "fig-aa". Did you mean "fig-a"?',
    );
  });

  test('an id given twice, or without its prefix, is refused', () => {
    expect(() => readArticle('x.mdx', `${source}\n<Figure id="fig-b" />`)).toThrow('x.mdx:10: the id "fig-b" is taken');
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

test('numbers are printed as people read them', () => {
  expect(grouped(12_345)).toBe(`12${N}345`);
  expect(grouped(140)).toBe('140');
  expect(percent(1)).toBe(`100${N}%`);
  expect(percent(0.0093, 1)).toBe(`0.9${N}%`);
  expect(decimal(22.3)).toBe('22.3');
  expect(decimal(-0.00012, 2)).toBe(`−1.2${N}×${N}10⁻⁴`);
  expect(interval({ after: null, at: 0 })).toBe('0');
  expect(duration(37)).toBe(`37${N}s`);
  expect(duration(744)).toBe(`12.4${N}min`);
});

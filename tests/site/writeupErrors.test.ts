/** A wrong name in a write-up stops the build with one clear sentence: file, line, name, near miss. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkFrontMatter } from '../../src/site/frontMatter.ts';
import { Project } from './project.ts';

let project: Project;
beforeAll(() => void (project = new Project()));
afterAll(() => project.remove());

const WRITEUP = 'content/modular-addition.mdx';

test.each([
  ['kind="loss"', 'kind="los"', 'there is no kind of figure "los". Did you mean "loss"?'],
  [
    'experiment="nanda-baseline">',
    'experiment="nanda-baselin">',
    'there is no experiment "nanda-baselin". Did you mean "nanda-baseline"?',
  ],
  [
    'id="fig-norm" kind="weight-norm" experiment="nanda-baseline" seed={0}',
    'id="fig-norm" kind="weight-norm" run="000000000000"',
    'there is no run "000000000000".',
  ],
  ['<Term id="grokking">', '<Term id="grokkin">', 'there is no term "grokkin". Did you mean "grokking"?'],
  [
    'id="fig-loss" kind="loss"',
    'id="fig-loss" knd="loss"',
    'there is no attribute of <Figure> "knd". Did you mean "kind"?',
  ],
  ['seed={0} q="trainPairs"', 'sed={0} q="trainPairs"', 'there is no attribute of <Val> "sed". Did you mean "seed"?'],
  ['to="fig-loss"', 'to="fig-los"', 'there is no figure or equation "fig-los". Did you mean "fig-loss"?'],
])('%s → %s', (from, to, complaint) => {
  project.change(WRITEUP, from, to);
  const { status, output } = project.build();
  expect(status).toBe(2);
  expect(output).toMatch(/content\/modular-addition\.mdx:\d+: /);
  expect(output).toContain(complaint);
  expect(output).toMatch(/Hint:\s+There (is only|are|is none)/);
  expect(output).not.toMatch(/^ +at /m);
});

test('every mistake in front matter is told with its line', () => {
  const head = 'experiments: [nanda-baseline]\ntags: [modular addition, transformer, baseline]\nstatus: published\n';
  project.change(WRITEUP, `date: 2026-11-20\nauthors:\n  - name: The Grokking Atlas\n${head}`, `authors:\n  - name: 7\n${head.replace('tags', 'tgas').replace('published', 'publishd')}`); // prettier-ignore
  const { status, output } = project.build();
  expect(status).toBe(2);
  expect(output).toContain(`[FrontMatterInvalid] ${WRITEUP}:1: date is missing.`);
  expect(output).toContain(`\n${WRITEUP}:6: authors.0.name is 7; must be a string.`);
  expect(output).toContain(`${WRITEUP}:8: unknown field tgas. Did you mean "tags"?`);
  expect(output).toContain(`${WRITEUP}:9: status is "publishd", must be one of "draft", "published".`);
  expect(output).toMatch(/Hint:\s+Front matter has: title, finding, /);
  expect(output).not.toMatch(/^ +at /m);
});

const RIGHT = {
  title: 'What is the status: an inquiry',
  finding: 'It is.',
  description: 'Of things.',
  date: '2026-11-20',
  authors: [{ name: 'The Grokking Atlas' }],
  experiments: ['nanda-baseline'],
  status: 'draft',
};
const messageOf = (value: object, newline = '\n'): string => {
  const lines = Object.entries(value).map(([key, field]) => `${key}: ${JSON.stringify(field)}`);
  const source = ['---', ...lines, '---', '', 'status: here', ''].join(newline);
  try {
    checkFrontMatter(value, { file: 'content/x.mdx', source });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

test('front matter that is right passes; dates may be dates', () => {
  expect(messageOf(RIGHT)).toBe('');
  expect(messageOf({ ...RIGHT, date: new Date('2026-11-20') })).toBe('');
});

test.each([
  [{ status: 'drat' }, 'content/x.mdx:8: status is "drat", must be one of "draft", "published". Did you mean "draft"?'],
  [{ date: null }, 'content/x.mdx:5: date is null; must be a day, like 2026-11-20.'],
  [{ date: 'soon' }, 'content/x.mdx:5: date is "soon"; must be a date.'],
  [{ experiments: [] }, 'content/x.mdx:7: experiments is []; must have at least 1 item.'],
  [{ finding: 'It is' }, 'content/x.mdx:3: finding is "It is"; must end with ".".'],
])('of front matter with %j: %s', (wrong, message) => {
  expect(messageOf({ ...RIGHT, ...wrong })).toBe(message);
  expect(messageOf({ ...RIGHT, ...wrong }, '\r\n')).toBe(message);
});

test('what is missing is told at the first line, what is misspelt once', () => {
  const { status, ...others } = RIGHT;
  expect(messageOf(others)).toBe('content/x.mdx:1: status is missing.');
  expect(messageOf({ ...others, sttaus: status })).toBe(
    'content/x.mdx:8: unknown field sttaus. Did you mean "status"?',
  );
});

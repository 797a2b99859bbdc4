/** A wrong name in a write-up stops the build with one clear sentence: file, line, name, near miss. */
import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('every mistake in the head of a write-up is told with its line', () => {
  const head = 'experiments: [nanda-baseline]\ntags: [modular addition, transformer, baseline]\nstatus: published\n';
  project.change(WRITEUP, `date: 2026-11-20\nauthors:\n  - name: The Grokking Atlas\n${head}`, `authors:\n  - name: 7\n${head.replace('tags', 'tgas').replace('published', 'publishd')}`); // prettier-ignore
  const { status, output } = project.build();
  expect(status).toBe(2);
  expect(output).toContain(`[FrontMatterInvalid] ${WRITEUP}:1: date is missing.`);
  expect(output).toContain(`${WRITEUP}:6: authors.0.name is 7; must be a string.`);
  expect(output).toContain(`${WRITEUP}:8: unknown field tgas. Did you mean "tags"?`);
  expect(output).toContain(`${WRITEUP}:9: status is "publishd", must be one of "draft", "published".`);
  expect(output).toMatch(/Hint:\s+It takes: title, finding, /);
  expect(output).not.toMatch(/^ +at /m);
});

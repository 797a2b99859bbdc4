/**
 * What so many of the runs satisfy, each by itself:
 *
 *   all t95.at in 4000..12000
 *   at least 3 have weightDrop >= 0.25
 *   none have t95.at < 1500 where task.fracTrain=0.3
 *   all have grokked
 */
import { outcomeOf } from '../../lab/training/summary.ts';
import { comparedIn, parseCondition, type Condition } from '../conditions.ts';
import { fields, type Field } from '../fields.ts';
import { evaluateQuery, OUTCOMES } from '../values.ts';
import { counted } from '../format.ts';
import { boundsOf, COMPARISONS, isMultiplicative, type Scale, type Slack, type Truth } from '../bounds.ts';
import { verdictOf, type Form, type Judgement, type Subject, type Told } from './claim.ts';
import { marginOf, type Margin } from './margin.ts';
import type { Reader } from './reader.ts';
import { acceptSelection } from './selection.ts';

const OPENING = /(all|none|at\s+(least|most))\b/y;
const QUANTIFIERS = ['all', 'none', 'at least', 'at most'] as const;
const SIGNS = [...(Object.keys(COMPARISONS) as (keyof typeof COMPARISONS)[]), 'in'] as const;

/** What is asked of each run. */
interface Test {
  readonly judge: (subject: Subject) => Found;
  readonly value: (runs: Judged) => Told;
  readonly demand: (runs: Judged) => string;
  readonly margin: (
    truth: Truth,
    slack: Slack,
    of: { readonly runs: Judged; readonly isOpposite: boolean },
  ) => Margin | null;
}
interface Found {
  readonly isKnown: boolean;
  readonly truth: Truth;
  readonly slack: Slack;
}
type Judged = readonly Subject[];

const OPEN: Found = { isKnown: false, truth: null, slack: { worst: -Infinity, best: Infinity } };

export const quantified: Form = {
  example: 'all t95.at in 4000..12000',
  opens: (reader) => reader.sees(OPENING),
  read: (reader, subjects) => {
    const quantifier = reader.oneOf(QUANTIFIERS, 'quantifier');
    const { position } = reader;
    const typed = quantifier === 'at least' || quantifier === 'at most' ? reader.number('how many') : null;
    reader.acceptWords('have');
    const test = readTest(reader);
    const chosen = acceptSelection(reader, subjects) ?? subjects;
    const count = typed ?? (quantifier === 'all' ? chosen.length : 0);
    if (count > chosen.length || count < 0 || !Number.isInteger(count)) {
      reader.fail(
        `there ${chosen.length === 1 ? 'is' : 'are'} ${counted(chosen.length, 'run')}, not ${count}`,
        'Ask for as many as are planned, or fewer.',
        position,
      );
    }
    const words = typed === null ? quantifier : `${quantifier} ${typed}`;
    return judged(chosen, test, { isAtLeast: quantifier === 'all' || quantifier === 'at least', count, words });
  },
};

function readTest(reader: Reader): Test {
  const { position } = reader;
  const outcome = (Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[]).find((word) => reader.acceptWords(word));
  if (outcome) return outcomeTest(OUTCOMES[outcome]);
  if (!reader.seesField()) reader.unknown('field or outcome', [...Object.keys(OUTCOMES), ...Object.keys(fields)]);
  const { name } = reader.field();
  const sign = reader.oneOf(SIGNS, 'operator');
  const right = reader.position;
  if (sign === 'in') reader.band();
  else if (reader.acceptNumber() === null) reader.field();
  const bound = reader.text.slice(right, reader.position).trim();
  const condition = parseCondition(`${name} ${sign} ${bound}`, { where: reader.where, query: reader.text });
  return condition ? conditionTest(condition) : reader.fail('this is no condition', 'Write t95.at < 8000.', position);
}

function outcomeTest(outcome: string): Test {
  return {
    judge: ({ run }) =>
      run ? { isKnown: true, truth: outcomeOf(run.record) === outcome, slack: { worst: NaN, best: NaN } } : OPEN,
    value: () => ({ text: '', low: null, high: null }),
    demand: () => outcome,
    margin: () => null,
  };
}

function conditionTest(condition: Condition): Test {
  const { field, left, demanded, demand } = condition;
  const other = typeof demanded.right === 'function' ? demanded.right : null;
  const scaleOf = (runs: Judged): Scale =>
    other && [left, other].every((side) => isMultiplicative(kindOf(side, runs))) ? 'ratio' : 'difference';
  const known = (runs: Judged) => runs.flatMap(({ run }) => run ?? []);
  return {
    judge: (subject) => {
      const found = subject.run && comparedIn(condition, subject.run, scaleOf([subject]));
      return found ? { isKnown: true, ...found } : OPEN;
    },
    value: (runs) => {
      const asked = { runs: known(runs), planned: Infinity, where: '' };
      const all = runs.map(({ run }) => boundsOf(left, run));
      const low = Math.min(...all.map((one) => one.low));
      return {
        text: evaluateQuery(`range(${field})`, asked).text,
        low,
        high: Math.max(...all.map(({ high }) => high)),
      };
    },
    demand: (runs) => demand(known(runs)),
    margin: (truth, slack, { runs, isOpposite }) => {
      const scale = scaleOf(runs);
      return marginOf({ truth, slack: isOpposite ? opposite(slack, scale) : slack, scale, kind: kindOf(left, runs) });
    },
  };
}

const kindOf = (field: Field, runs: Judged) =>
  runs.map(({ run }) => run && field(run)).find((quantity) => quantity)?.kind ?? 'number';

interface Count {
  readonly isAtLeast: boolean;
  readonly count: number;
  readonly words: string;
}

function judged(subjects: readonly Subject[], test: Test, { isAtLeast, count, words }: Count): Judgement {
  const found = subjects.map(test.judge);
  const known = subjects.filter((_, i) => found[i]?.isKnown);
  const held = found.filter(({ truth }) => truth === true).length;
  const possible = found.filter(({ truth }) => truth !== false).length;
  // At most so many is the opposite of at least one more.
  const enough = isAtLeast ? count : count + 1;
  const reached = held >= enough ? true : possible < enough ? false : null;
  const truth = isAtLeast || reached === null ? reached : !reached;
  const isTold = known.length > 0;
  const { text, ...range } = isTold ? test.value(known) : { text: '—', low: null, high: null };
  return {
    verdict: verdictOf(truth, known.length === subjects.length),
    value: { text: [`${held} of ${known.length}`, text].filter(Boolean).join(', '), ...range },
    bound: { text: `${test.demand(known)} in ${words}`, low: null, high: null },
    chance: null,
    margin: test.margin(truth, nth(found, enough), { runs: known, isOpposite: !isAtLeast }),
    runs: known.map(({ planned }) => planned.id),
    about: subjects,
    notes: [],
  };
}

function opposite({ worst, best }: Slack, scale: Scale): Slack {
  const turned = (x: number): number => (scale === 'ratio' ? 1 / x : -x);
  return { worst: turned(best), best: turned(worst) };
}

/** The slack that decides whether so many hold: of the run that is the last of them. */
function nth(found: readonly Found[], count: number): Slack {
  const at = (end: keyof Slack): number =>
    found.map(({ slack }) => (Number.isNaN(slack[end]) ? -Infinity : slack[end])).sort((x, y) => y - x)[count - 1] ??
    NaN;
  return { worst: at('worst'), best: at('best') };
}

/**
 * The language of claims: statements about the runs of an experiment, judged on what is stored.
 *
 *   all t95.at in 4000..12000                                   each run by itself: all, none, at least 3, at most 1
 *   at least 3 have circuit.restricted.all < circuit.full.all   "have" may be left out; conditions as in conditions.ts
 *   all have grokked                                            or lostAgain, diverged, notWithinBudget
 *   median(t95.at) < 8000                                       one number: median, min, max, spread (max / min)
 *   slope of t95.at over optimizer.weightDecay in -1.4..-0.8    of a line through the runs, both axes logarithmic
 *   slope of t95.at over optimizer.weightDecay beside optimizer.learningRate in -1.4..-0.8    both fitted together
 *   speed-up of t99 from regularizer=nothing to regularizer={0} > 1   of the second over the first, by pairs of one seed
 *   t95.at where seed=0 < t95.at where seed=1                   two cells of a grid
 *   t95.at where task.fracTrain=0.2 not within 2 * t95.at where task.fracTrain=0.3
 *   t95.at decreasing in optimizer.weightDecay                  or increasing; strictly, from every cell to every later one;
 *                                                               of cells that did not get there, no two are compared
 *
 * Signs: <, <=, >, >=, in low..high (both ends belong to it), within (<=), not within (>). A "where …" after a quantity,
 * or at the end, says which runs are meant: selection.ts. Fields: fields.ts.
 *
 * A time is known to lie between two evaluations, or beyond the budget: see bounds.ts. What a missing run could change is
 * not said to hold, nor to fail. A new form of statement is one file and one line here.
 */
import type { Form, Judgement, Subject } from './claim.ts';
import { comparison } from './comparison.ts';
import { monotone } from './monotone.ts';
import { quantified } from './quantified.ts';
import { Reader } from './reader.ts';

/** The first that opens with what is written reads it; comparison takes the rest. */
export const forms: readonly Form[] = [quantified, monotone, comparison];

/**
 * @param where file and line, for errors. @param subjects all runs of the experiment, at least one.
 * @throws WriteupError with the position within the text, and what there is.
 */
export function judgeStatement(text: string, subjects: readonly Subject[], where: string): Judgement {
  const reader = new Reader(text, where);
  const form = forms.find(({ opens }) => opens(reader)) ?? comparison;
  if (reader.isAtEnd) reader.fail('the claim is empty', `Write one, such as: ${form.example}.`);
  const judgement = form.read(reader, subjects);
  reader.end(`A claim is one statement, such as: ${form.example}.`);
  return judgement;
}

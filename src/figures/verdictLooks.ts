/** How verdicts are shown: a letter that says the same as the colour. Knows nothing of drawing, so that pages can use it. */
import type { Verdict } from '../lab/statistics/verdict.ts';
import type { ColourName } from './palette.ts';

export const VERDICT_LOOKS: Readonly<Record<Verdict, { readonly letter: string; readonly colour: ColourName }>> = {
  neither: { letter: 'N', colour: 'quiet' },
  memorized: { letter: 'M', colour: 'train' },
  grokked: { letter: 'G', colour: 'test' },
  collapsed: { letter: 'C', colour: 'fourth' },
};

export const VERDICTS = Object.keys(VERDICT_LOOKS) as Verdict[];

/** Beside the letter of a verdict that is another when a threshold moves by a fifth. */
export const UNSURE = '±';

export const letterOf = (verdict: Verdict, isUnsure: boolean): string =>
  VERDICT_LOOKS[verdict].letter + (isUnsure ? UNSURE : '');

/** The three phases of a run as shaded spans, and in words. */
import type { Phases } from '../lab/measures/phases.ts';
import { formatCount } from './format.ts';
import { colours } from './palette.ts';
import type { Band } from './timeSeries.ts';

export const PHASES: readonly { readonly name: string; readonly end: keyof Phases; readonly colour: string }[] = [
  { name: 'memorization', end: 'memorizationEnds', colour: colours.train },
  { name: 'circuit formation', end: 'circuitEnds', colour: colours.third },
  { name: 'cleanup', end: 'cleanupEnds', colour: colours.test },
];

/** The phases that end within the run. */
export function bandsOf(phases: Phases): Band[] {
  let from = 0;
  return PHASES.flatMap(({ name, end, colour }) => {
    const to = phases[end];
    if (to === null) return [];
    const band = { name, colour, from, to };
    from = to;
    return [band];
  });
}

/** "By a rule, memorization lasts to epoch 1 400, circuit formation …; it finds no end of cleanup within the run." */
export function phasesInWords(phases: Phases): string {
  const ended = bandsOf(phases).map(({ name, to }) => `${name} lasts to epoch ${formatCount(to)}`);
  // Later phases have not begun for the rule either.
  const open = PHASES.find(({ end }) => phases[end] === null);
  const rest = open && `no end of ${open.name} within the run`;
  if (ended.length === 0) return `The rule for the phases finds ${rest ?? ''}.`;
  return `By a rule, ${ended.join(', ')}${rest ? `; it finds ${rest}` : ''}.`;
}

/**
 * How a time depends on a parameter, for <Val>: the slope of a log–log line through the cells of a sweep, those that did
 * not get there within their budgets bounding the line from below (statistics/powerLaw.ts).
 *
 *   slope(t95 in optimizer.weightDecay)        "−1.15"
 *   slopeBounds(t95 in optimizer.weightDecay)  "−1.36 to −0.94", its 95 % interval
 *   slope(t95 in optimizer.weightDecay beside optimizer.learningRate)  where both vary: the one with the other held
 */
import { signed } from '../figures/powerLawWords.ts';
import { CROSSINGS, timeTo, type CrossingName } from '../lab/statistics/eventTime.ts';
import type { Subject } from './claims/claim.ts';
import { Reader } from './claims/reader.ts';
import { fitAlong, readSlopeAxes, throughInWords } from './claims/slope.ts';
import { keyNamed, type Asking } from './fields.ts';

const EVENTS = Object.fromEntries(CROSSINGS.map((name) => [name, name])) as Record<CrossingName, CrossingName>;
const QUERY = /^(slope|slopeBounds)\((\w+) in (.+)\)$/;

export interface Slope {
  readonly text: string;
  readonly title: string;
}

/** Null where the query asks for something else. @throws WriteupError for a name that does not exist, or no number. */
export function evaluateSlope(query: string, asked: () => readonly Subject[], asking: Asking): Slope | null {
  const [, what, eventName = '', along = ''] = QUERY.exec(query.trim()) ?? [];
  if (what === undefined) return null;
  const event = keyNamed(eventName, EVENTS, 'time', asking);
  const subjects = asked();
  const reader = new Reader(along, `${asking.where}: "${query}"`);
  const axes = readSlopeAxes(reader, subjects);
  reader.end('Name a field of the specification, and after "beside" the others that vary.');
  axes.check(subjects);
  const { law, runs } = fitAlong(axes, ({ record }) => timeTo(event, record), subjects);
  const found = what === 'slope' ? law?.slope : law?.bounds;
  const [name, ...others] = axes.names;
  const held = others.length > 0 ? ` with ${others.join(' and ')} held` : '';
  const title = `slope of log ${event} against log ${name}${held}, ${throughInWords(law, runs.length)}`;
  if (found === undefined || found === null) return { text: 'not estimable', title };
  const text = typeof found === 'number' ? signed(found) : `${signed(found.low)} to ${signed(found.high)}`;
  return { text, title };
}

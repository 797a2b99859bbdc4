/**
 * How a time depends on a parameter, for <Val>: the slope of a log–log line through the runs of a sweep, those that did
 * not get there within their budgets bounding it from above (statistics/powerLaw.ts).
 *
 *   slope(t95 in optimizer.weightDecay)        "−1.15"
 *   slopeBounds(t95 in optimizer.weightDecay)  "−1.36 to −0.94", its 95 % interval
 */
import { CROSSINGS, timeTo, type CrossingName } from '../lab/statistics/eventTime.ts';
import { powerLaw } from '../lab/statistics/powerLaw.ts';
import type { RunResults } from '../lab/store/results.ts';
import { axisName } from './cells.ts';
import { specValue } from './claims/selection.ts';
import { keyNamed, type Asking } from './fields.ts';
import { counted, decimal } from './format.ts';
import { WriteupError } from './writeupErrors.ts';

const EVENTS = Object.fromEntries(CROSSINGS.map((name) => [name, name])) as Record<CrossingName, CrossingName>;
const QUERY = /^(slope|slopeBounds)\((\w+) in ([\w.]+)\)$/;

export interface Slope {
  readonly text: string;
  readonly title: string;
}

/** Null where the query asks for something else. @throws WriteupError for a name that does not exist, or no number. */
export function evaluateSlope(query: string, runs: readonly RunResults[], asking: Asking): Slope | null {
  const [, what, eventName = '', axis = ''] = QUERY.exec(query.trim()) ?? [];
  if (what === undefined) return null;
  const event = keyNamed(eventName, EVENTS, 'time', asking);
  const points = runs.map(({ record }) => ({
    x: numberOf(specValue(record.spec, axis), axis, asking),
    time: timeTo(event, record),
  }));
  const law = powerLaw(points);
  const asked = what === 'slope' ? law?.slope : law?.bounds;
  const title = `slope of log ${event} against log ${axisName(axis)}, through ${counted(points.length, 'run')}`;
  if (asked === undefined || asked === null) return { text: 'not estimable', title };
  const late = law && law.censored > 0 ? `, ${law.censored} of them not within their budgets` : '';
  const text = typeof asked === 'number' ? decimal(asked) : `${decimal(asked.low)} to ${decimal(asked.high)}`;
  return { text, title: `${title}${late}` };
}

function numberOf(value: unknown, axis: string, { where, query }: Asking): number {
  if (typeof value === 'number' && value > 0) return value;
  const what = value === undefined ? `there is no field ${axis}` : `${axis} is ${JSON.stringify(value)}`;
  const hint = 'A slope needs a field of the specification whose values are numbers above 0.';
  throw new WriteupError('QueryInvalid', `${where}: "${query}": ${what}.`, hint);
}

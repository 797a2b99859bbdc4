/**
 * Weeks in remission of the 21 patients on 6-mercaptopurine; + where it still lasted.
 * Source: Freireich et al. 1963, Blood 21, 699–716.
 */
import { censored, seen, type EventTime } from '../../../src/lab/statistics/eventTime.ts';

const WEEKS = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+';

export const freireich: EventTime[] = WEEKS.split(' ').map((weeks) =>
  weeks.endsWith('+') ? censored(Number.parseInt(weeks, 10)) : seen(Number(weeks)),
);

/**
 * The share of runs that have not got there yet, by the epochs at which they were seen to: "seen at evaluation t" is an
 * exact time, so this needs no more than right-censoring. What lies between evaluations is turnbull.ts.
 */
import { normalQuantile } from './distributions.ts';
import { lastSeen, type EventTime } from './eventTime.ts';

export interface SurvivalStep {
  /** Epoch at which `events` runs were seen to get there; none of them before `after`. */
  readonly at: number;
  readonly after: number;
  readonly events: number;
  /** Runs not there before `at` and followed at least to it. */
  readonly atRisk: number;
  /** Estimated share of runs that are later than `at`. */
  readonly survival: number;
  /** Greenwood's standard error of `survival`. */
  readonly standardError: number;
  /** Limits of `survival` by log(−log); null where it is 0, for which they are not defined. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface SurvivalCurve {
  readonly runs: number;
  readonly events: number;
  /** Before the first of them the share is 1. */
  readonly steps: readonly SurvivalStep[];
  /** Last epoch at which a run was looked at: beyond it nothing is known, unless all had got there. */
  readonly followedTo: number;
  readonly level: number;
}

/**
 * @param level of the pointwise limits. A run censored at the epoch of an event was there to be seen: it is at risk.
 * Source: Kaplan & Meier 1958, J. Am. Stat. Assoc. 53, 457–481; Greenwood 1926; limits Kalbfleisch & Prentice 1980, §1.3.
 */
export function kaplanMeier(times: readonly EventTime[], level = 0.95): SurvivalCurve {
  const z = normalQuantile(0.5 + level / 2);
  const byEpoch = Map.groupBy(
    times.filter((time) => !time.isCensored),
    ({ at }) => at,
  );
  let survival = 1;
  let sum = 0;
  const steps = [...byEpoch]
    .sort(([x], [y]) => x - y)
    .map(([at, group]): SurvivalStep => {
      const atRisk = times.filter((time) => lastSeen(time) >= at).length;
      survival *= 1 - group.length / atRisk;
      sum += group.length / (atRisk * (atRisk - group.length));
      const after = Math.min(...group.map((time) => time.after));
      const limits = survival > 0 ? logLogLimits(survival, z * Math.sqrt(sum)) : { low: null, high: null };
      const standardError = survival > 0 ? survival * Math.sqrt(sum) : 0;
      return { at, after, events: group.length, atRisk, survival, standardError, ...limits };
    });
  const events = times.filter(({ isCensored }) => !isCensored).length;
  return { runs: times.length, events, steps, followedTo: Math.max(0, ...times.map(lastSeen)), level };
}

/** @param reach z times the standard error of log survival. */
function logLogLimits(survival: number, reach: number): { low: number; high: number } {
  const factor = Math.exp(reach / -Math.log(survival));
  return { low: survival ** factor, high: survival ** (1 / factor) };
}

/** The list of all runs: each once, under the first experiment that it belongs to, told by what that one varies. */
import type { RunSpec } from '../lab/spec.ts';
import type { RunRecord } from '../lab/store/record.ts';
import type { StoredExperiment } from './atlas.ts';
import { axisName, cellText, cellValue } from './cells.ts';
import { runTitle, taskTitle } from './citation.ts';
import { specValue } from './claims/selection.ts';

export interface ListedRun {
  readonly record: RunRecord;
  /** "weight decay 0.3, seed 1"; the title of the run where its experiment varies nothing. */
  readonly varied: string;
  /** Slugs of the other experiments that it belongs to. */
  readonly alsoIn: readonly string[];
}

export interface RunGroup<Experiment> {
  readonly experiment: Experiment;
  /** In the order of the definition. */
  readonly rows: readonly ListedRun[];
  /** Where those of its runs are listed that belong to an earlier experiment too. */
  readonly elsewhere: readonly { readonly slug: string; readonly count: number }[];
}

/** @param experiments in the order of the list; those of which nothing is stored are left out. */
export function groupedRuns<Experiment extends Pick<StoredExperiment, 'slug' | 'runs' | 'stored'>>(
  experiments: readonly Experiment[],
): RunGroup<Experiment>[] {
  const pairs = experiments.flatMap(({ slug, runs }) => runs.map(({ id }) => ({ slug, id })));
  const owners = Map.groupBy(pairs, ({ id }) => id);
  return experiments
    .filter(({ stored }) => stored.length > 0)
    .map((experiment) => {
      const { slug: own, runs, stored } = experiment;
      const records = new Map(stored.map(({ record }) => [record.id, record]));
      const placed = runs.flatMap(({ id, cell }) => {
        const record = records.get(id);
        const [home = own, ...alsoIn] = (owners.get(id) ?? []).map(({ slug }) => slug);
        return record ? [{ home, row: { record, varied: cellText(cell) || runTitle(record), alsoIn } }] : [];
      });
      const byHome = Map.groupBy(placed, ({ home }) => home);
      const others = [...byHome].filter(([home]) => home !== own);
      return {
        experiment,
        rows: (byHome.get(own) ?? []).map(({ row }) => row),
        elsewhere: others.map(([slug, members]) => ({ slug, count: members.length })),
      };
    });
}

/** Of the fields that tell runs apart, those that all specs share: "a + b mod 53, trained on 50 %". */
export function inCommon(specs: readonly RunSpec[]): string {
  const [first] = specs;
  if (!first) return '';
  const isShared = (path: string): boolean => specs.every((spec) => specValue(spec, path) === specValue(first, path));
  const tell = (path: string): string => `${axisName(path)} ${cellValue(path, specValue(first, path))}`;
  const task = ['task.operation', 'task.p'];
  const others = ['task.fracTrain', 'optimizer.weightDecay', 'seed'];
  const told = task.every(isShared) ? [taskTitle(first)] : task.filter(isShared).map(tell);
  return [...told, ...others.filter(isShared).map(tell)].join(', ');
}

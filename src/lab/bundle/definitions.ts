/** The plan of a bundle: experiments as data, cut down to the runs that are still missing. */
import type { Experiment } from '../pipeline/experiments.ts';

/** A definition as JSON holds it, for experiments/<slug>.json. */
export type PlainDefinition = Omit<Experiment, 'file' | 'runs'>;

/** Every experiment that has one of the runs `ids`, with those runs alone. */
export function restrictTo(ids: ReadonlySet<string>, experiments: readonly Experiment[]): PlainDefinition[] {
  return experiments.flatMap(({ file: _file, runs, ...definition }) => {
    const only = runs.filter(({ id }) => ids.has(id)).map(({ cell }) => cell);
    return only.length > 0 ? [{ ...definition, only }] : [];
  });
}

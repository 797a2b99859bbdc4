/** Reads the definitions in experiments/, checks them and expands each into its runs. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Cell, Grid } from '../definition.ts';
import { asError, LabError } from '../errors.ts';
import { measureCatalogue, type MeasureName } from '../measures/catalogue.ts';
import { runSpecSchema, type RunSpec } from '../spec.ts';
import { keyOf } from '../store/key.ts';
import { definitionError, lineOf, mistakesOf, type Mistake } from './definitionErrors.ts';
import { definitionSchema, runsSchema } from './definitionSchema.ts';

/** One run of an experiment: its spec and the grid cell it belongs to. */
export interface PlannedRun {
  readonly id: string;
  readonly spec: RunSpec;
  /** Dotted path → value, for the fields of its listed cell and the axes of the grid. */
  readonly cell: Cell;
}

export interface Experiment extends z.output<typeof definitionSchema> {
  /** File of the definition, relative to the project. */
  readonly file: string;
  readonly runs: readonly PlannedRun[];
}

/** All experiments, by file name. @throws LabError (exit 2) that names what is wrong in the definitions. */
export async function loadExperiments(projectRoot: string): Promise<Experiment[]> {
  const folder = join(projectRoot, 'experiments');
  const names = (await readdir(folder)).filter((name) => /\.(ts|json)$/.test(name)).sort();
  const experiments: Experiment[] = [];
  const mistakes: Mistake[] = [];
  for (const name of names) {
    const experiment = await loadExperiment(join(folder, name), projectRoot);
    if (Array.isArray(experiment)) {
      mistakes.push(...experiment);
      continue;
    }
    const twin = experiments.find(({ slug }) => slug === experiment.slug);
    if (twin) {
      throw new LabError('SlugTaken', `${experiment.file} and ${twin.file} both have the slug "${experiment.slug}"`, {
        hint: 'A slug is a permalink: give the newer one another.',
        exitCode: 2,
      });
    }
    experiments.push(experiment);
  }
  if (mistakes.length > 0) throw definitionError(mistakes);
  return experiments;
}

async function loadExperiment(path: string, projectRoot: string): Promise<Experiment | Mistake[]> {
  const file = relative(projectRoot, path);
  const source = await readFile(path, 'utf8');
  let exported: unknown;
  try {
    exported = path.endsWith('.json') ? JSON.parse(source) : await defaultExport(path);
  } catch (cause) {
    throw brokenDefinition(relative(projectRoot, await brokenFile(path)), projectRoot, asError(cause));
  }
  const definition = definitionSchema.safeParse(exported);
  const outline = definition.error
    ? mistakesOf({ file, source, value: exported, error: definition.error, schema: definitionSchema })
    : [];
  const { runs, mistakes } = runsOf(runsSchema.safeParse(exported).data, { file, source });
  if (!definition.success || mistakes.length > 0) return [...outline, ...mistakes];
  for (const { spec } of runs) {
    requireEvaluated(definition.data.keepStates, spec, file);
    requireMeasurable(spec, definition.data.measures, file);
  }
  requireDistinct(runs, file);
  return { ...definition.data, file, runs };
}

/** The runs of a definition, and what is wrong with the specs of those that are none. */
function runsOf(
  { base, grid, cells: listed = [{}], only }: z.output<typeof runsSchema> = { base: {}, grid: {}, only: [] },
  { file, source }: { readonly file: string; readonly source: string },
): { readonly runs: PlannedRun[]; readonly mistakes: Mistake[] } {
  const runs: PlannedRun[] = [];
  const mistakes: Mistake[] = [];
  const cells = cellsOf(listed, grid).filter(
    (values) => only?.some((chosen) => isDeepStrictEqual(chosen, values)) ?? true,
  );
  const misnamed = Object.keys(cells[0] ?? {}).flatMap((axis) => misnamedItem(base, axis) ?? []);
  if (misnamed.length > 0) {
    return { runs, mistakes: misnamed.map(({ axis, problem }) => ({ file, line: lineOf(source, axis), problem })) };
  }
  for (const cell of cells) {
    const input = Object.entries(cell).reduce<Record<string, unknown>>(
      (spec, [dotted, value]) => withValue(spec, dotted.split('.'), value),
      base,
    );
    const { data: spec, error } = runSpecSchema.safeParse(input);
    if (spec) runs.push({ id: keyOf(spec).id, spec, cell });
    else mistakes.push(...mistakesOf({ file, source, value: input, axes: Object.keys(cell), error, schema: runSpecSchema })); // prettier-ignore
  }
  return { runs, mistakes };
}

async function defaultExport(path: string): Promise<unknown> {
  const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { default?: unknown };
  return module.default;
}

/** Of a definition that does not load, the file that is to blame: itself, or a definition that it imports. */
async function brokenFile(path: string): Promise<string> {
  const source = await readFile(path, 'utf8');
  for (const [, name = ''] of source.matchAll(/from '(\.\/[^']+)'/g)) {
    const imported = join(dirname(path), name);
    try {
      await defaultExport(imported);
    } catch {
      return brokenFile(imported);
    }
  }
  return path;
}

/** A file that is no module: the place that Node names, which may be in a file that it imports. Vite names none. */
function brokenDefinition(file: string, projectRoot: string, cause: Error): LabError {
  // A .json file is parsed here: the stack ends where that is asked, and the message says the line.
  if (file.endsWith('.json')) {
    return new LabError('DefinitionBroken', `${file} is no JSON: ${cause.message}`, {
      hint: `Edit ${file}; nothing was run or written.`,
      exitCode: 2,
      cause,
    });
  }
  const [, path, line] = new RegExp(`(${RegExp.escape(projectRoot)}[^\\s:]+):(\\d+)`).exec(cause.stack ?? '') ?? [];
  const where = path === undefined ? file : `${relative(projectRoot, path)}:${line}`;
  return new LabError('DefinitionBroken', `${where} does not load: ${cause.message}`, {
    hint: path === undefined ? 'npx tsc --noEmit shows where.' : `Edit ${where}; nothing was run or written.`,
    exitCode: 2,
    cause,
  });
}

function requireEvaluated(epochs: readonly number[], { evaluateEvery }: RunSpec, file: string): void {
  const wrong = epochs.find((epoch) => epoch % evaluateEvery !== 0);
  if (wrong === undefined) return;
  throw new LabError(
    'StateNotEvaluated',
    `${file}: keepStates has ${wrong}, not a multiple of evaluateEvery = ${evaluateEvery}`,
    {
      hint: `Edit keepStates in ${file}; nothing was run or written.`,
      exitCode: 2,
    },
  );
}

/** A run that is listed twice would be counted twice, in what is planned and in every statistic. */
function requireDistinct(runs: readonly PlannedRun[], file: string): void {
  const cells = new Map<string, string>();
  for (const { id, cell } of runs) {
    const [first, second] = [cells.get(id), JSON.stringify(cell)];
    if (first !== undefined) {
      const how = first === second ? `twice as ${first}` : `as ${first} and as ${second}`;
      throw new LabError('RunListedTwice', `${file}: one run, ${id}, is listed ${how}`, {
        hint: `Leave one of them out of cells or grid in ${file}; nothing was run or written.`,
        exitCode: 2,
      });
    }
    cells.set(id, second);
  }
}

function requireMeasurable(spec: RunSpec, names: readonly MeasureName[], file: string): void {
  for (const name of names) {
    const reason = measureCatalogue[name].refuses?.(spec);
    if (!reason) continue;
    throw new LabError('MeasureDoesNotApply', `${file}: measure "${name}" ${reason}`, {
      hint: `Leave "${name}" out of measures in ${file}; nothing was run or written.`,
      exitCode: 2,
    });
  }
}

/** The product of the listed cells and the axes, the last one varying fastest. */
function cellsOf(listed: readonly Cell[], grid: Grid): readonly Cell[] {
  return Object.entries(grid).reduce<readonly Cell[]>(
    (cells, [axis, values]) => cells.flatMap((known) => values.map((value) => ({ ...known, [axis]: value }))),
    listed,
  );
}

/** What is wrong with an axis that names an item of a list, "optimizer.betas.1"; null for all others. */
function misnamedItem(base: Record<string, unknown>, axis: string): { axis: string; problem: string } | null {
  const parts = axis.split('.');
  const item = parts.at(-1) ?? '';
  const list = parts
    .slice(0, -1)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null)?.[key], base);
  const name = parts.slice(0, -1).join('.');
  if (Array.isArray(list)) {
    const items = Object.keys(list);
    return items.includes(item) ? null : { axis, problem: `${axis} is none of the items of ${name}: ${items.map((key) => `${name}.${key}`).join(', ')}.` }; // prettier-ignore
  }
  return /^\d+$/.test(item) ? { axis, problem: `${axis} is an item of a list that base does not have. Write ${name} in base.` } : null; // prettier-ignore
}

/** A copy of `object` with the value at a path replaced; an item of a list is named by its number, from 0. */
function withValue(
  object: Record<string, unknown>,
  [head = '', ...rest]: string[],
  value: unknown,
): Record<string, unknown> {
  if (rest.length === 0) return { ...object, [head]: value };
  const inner = object[head];
  const copy = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  const changed = withValue(copy, rest, value);
  return { ...object, [head]: Array.isArray(inner) ? Object.values(changed) : changed };
}

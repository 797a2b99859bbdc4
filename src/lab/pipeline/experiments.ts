/** Reads the definitions in experiments/, checks them and expands each into its runs. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Cell, Grid } from '../definition.ts';
import { asError, LabError } from '../errors.ts';
import { measureCatalogue, MEASURE_NAMES, type MeasureName } from '../measures/catalogue.ts';
import { runSpecSchema, type RunSpec } from '../spec.ts';
import { keyOf } from '../store/key.ts';
import { definitionError } from './definitionErrors.ts';

const scalar = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const value = z.union([scalar, z.record(z.string(), scalar)]);

const definitionSchema = z
  .strictObject({
    slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'),
    title: z.string().min(1),
    question: z.string().endsWith('?'),
    source: z.string().min(1),
    base: z.record(z.string(), z.unknown()),
    grid: z.record(z.string(), z.array(value).min(1)).default({}),
    cells: z.array(z.record(z.string(), value)).min(1).optional(),
    /** These cells of the grid alone: what a bundle still has to do. */
    only: z.array(z.record(z.string(), value)).optional(),
    measures: z.array(z.enum(MEASURE_NAMES)).default([]),
    checkpointEvery: z.int().min(1).default(100),
    keepWeights: z.boolean().default(false),
    keepStates: z.array(z.int().min(1)).default([]),
    inProgress: z.boolean().default(false),
  })
  .superRefine(({ grid, cells: [first = {}, ...others] = [] }, context) => {
    const fields = Object.keys(first).sort();
    const twice = fields.find((field) => field in grid);
    if (twice !== undefined) {
      context.addIssue({ code: 'custom', path: ['grid', twice], message: 'must not be a field of cells too' });
    }
    others.forEach((other, i) => {
      if (isDeepStrictEqual(Object.keys(other).sort(), fields)) return;
      context.addIssue({
        code: 'custom',
        path: ['cells', i + 1],
        message: `must have the fields of the first cell: ${fields.join(', ')}`,
      });
    });
  });

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

/** All experiments, by file name. @throws LabError (exit 2) for the first definition that is wrong. */
export async function loadExperiments(projectRoot: string): Promise<Experiment[]> {
  const folder = join(projectRoot, 'experiments');
  const names = (await readdir(folder)).filter((name) => /\.(ts|json)$/.test(name)).sort();
  const experiments: Experiment[] = [];
  for (const name of names) {
    const experiment = await loadExperiment(join(folder, name), projectRoot);
    const twin = experiments.find(({ slug }) => slug === experiment.slug);
    if (twin) {
      throw new LabError('SlugTaken', `${experiment.file} and ${twin.file} both have the slug "${experiment.slug}"`, {
        hint: 'A slug is a permalink: give the newer one another.',
        exitCode: 2,
      });
    }
    experiments.push(experiment);
  }
  return experiments;
}

async function loadExperiment(path: string, projectRoot: string): Promise<Experiment> {
  const file = relative(projectRoot, path);
  const source = await readFile(path, 'utf8');
  let exported: unknown;
  try {
    exported = path.endsWith('.json') ? JSON.parse(source) : await defaultExport(path);
  } catch (cause) {
    throw new LabError('DefinitionBroken', `${file} does not load: ${asError(cause).message}`, {
      hint: 'npx tsc --noEmit shows where.',
      exitCode: 2,
      cause,
    });
  }
  const parsed = definitionSchema.safeParse(exported);
  if (!parsed.success)
    throw definitionError({ file, source, value: exported, error: parsed.error, schema: definitionSchema });
  const definition = parsed.data;
  const { base, grid, cells: listed = [{}], only } = definition;
  const cells = cellsOf(listed, grid).filter(
    (values) => only?.some((chosen) => isDeepStrictEqual(chosen, values)) ?? true,
  );
  const runs = cells.map((values) => {
    const input = Object.entries(values).reduce<Record<string, unknown>>(
      (spec, [dotted, value]) => withValue(spec, dotted.split('.'), value),
      base,
    );
    const resolved = runSpecSchema.safeParse(input);
    if (!resolved.success) {
      throw definitionError({ file, source, value: input, error: resolved.error, schema: runSpecSchema });
    }
    requireEvaluated(definition.keepStates, resolved.data, file);
    requireMeasurable(resolved.data, definition.measures, file);
    return { id: keyOf(resolved.data).id, spec: resolved.data, cell: values };
  });
  requireDistinct(runs, file);
  return { ...definition, file, runs };
}

async function defaultExport(path: string): Promise<unknown> {
  const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { default?: unknown };
  return module.default;
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

/** A copy of `object` with the value at a path replaced. */
function withValue(
  object: Record<string, unknown>,
  [head = '', ...rest]: string[],
  value: unknown,
): Record<string, unknown> {
  if (rest.length === 0) return { ...object, [head]: value };
  const inner = object[head];
  const copy = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  return { ...object, [head]: withValue(copy, rest, value) };
}

/** What a file in experiments/ may export: definition.ts, checked. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { MEASURE_NAMES } from '../measures/catalogue.ts';

const scalar = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const value = z.union([scalar, z.record(z.string(), scalar)]);

/** What the runs of a definition are made from. */
const runsShape = {
  base: z.record(z.string(), z.unknown()),
  grid: z.record(z.string(), z.array(value).min(1)).default({}),
  cells: z.array(z.record(z.string(), value)).min(1).optional(),
  /** These cells of the grid alone: what a bundle still has to do. */
  only: z.array(z.record(z.string(), value)).optional(),
};
export const runsSchema = z.object(runsShape);

export const definitionSchema = z
  .strictObject({
    slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'),
    title: z.string().min(1),
    question: z.string().endsWith('?'),
    source: z.string().min(1),
    ...runsShape,
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

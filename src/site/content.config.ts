/** What is written for pages: write-ups, the glossary and references. Stored runs come from atlas.ts. */
import { defineCollection } from 'astro:content';
import { file } from 'astro/loaders';
import { z } from 'astro/zod';
import { referenceSchema } from './bibliography.ts';
import { frontMatterSchema } from './frontMatter.ts';
import { referenceLoader, writeupLoader } from './loaders.ts';

const writeups = defineCollection({
  loader: writeupLoader({ pattern: '*.mdx', base: './content' }),
  schema: frontMatterSchema,
});

const references = defineCollection({ loader: referenceLoader('content/references.bib'), schema: referenceSchema });

const glossary = defineCollection({
  loader: file('content/glossary.yaml'),
  schema: z.strictObject({
    /** Plain text: it names links. */
    term: z.string(),
    /** One to three sentences; may hold $TeX$ and *emphasis*. */
    definition: z.string().endsWith('.'),
    /** TeX, displayed. */
    formula: z.string().optional(),
    /** Citation keys. */
    sources: z.array(z.string()).default([]),
    /** Ids of other terms. */
    see: z.array(z.string()).default([]),
  }),
});

export const collections = { writeups, glossary, references };

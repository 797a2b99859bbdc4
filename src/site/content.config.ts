/** What is written for pages: write-ups, the glossary and references. Stored runs come from atlas.ts. */
import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { referenceSchema } from './bibliography.ts';
import { referenceLoader } from './loaders.ts';

const author = z.strictObject({ name: z.string(), url: z.url().optional(), orcid: z.string().optional() });

const writeups = defineCollection({
  loader: glob({ pattern: '*.mdx', base: './content' }),
  schema: z.strictObject({
    title: z.string(),
    /** What was found, in one sentence: shown under the title and on the home page. */
    finding: z.string().endsWith('.'),
    /** For search engines and link previews, up to 200 characters. */
    description: z.string().max(200),
    date: z.coerce.date(),
    updated: z.coerce.date().optional(),
    authors: z.array(author).min(1),
    /** Slugs of the experiments it rests on; the first one gives its sparkline. */
    experiments: z.array(z.string()).min(1),
    tags: z.array(z.string()).default([]),
    status: z.enum(['draft', 'published']),
  }),
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

/** JSON-LD of pages: ScholarlyArticle for write-ups, Dataset for experiments and runs. */
import { outcomeOf } from '../lab/training/summary.ts';
import type { RunRecord } from '../lab/store/record.ts';
import { runDate, runTitle } from './citation.ts';
import { isoDate } from './format.ts';
import { identity } from './identity.ts';
import { experimentPath, permalink, runFilePath, runPath } from './links.ts';

type JsonLd = Record<string, unknown>;

const CONTEXT = 'https://schema.org';
const catalog = (): JsonLd => ({ '@type': 'DataCatalog', name: identity.name, url: permalink('/') });
const organization = (): JsonLd => ({ '@type': 'Organization', name: identity.author, url: permalink('/') });

interface ArticleFacts {
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly authors: readonly {
    readonly name: string;
    readonly url?: string | undefined;
    readonly orcid?: string | undefined;
  }[];
  readonly date: Date;
  readonly updated: Date;
  readonly experiments: readonly string[];
  /** Titles and addresses of cited works. */
  readonly citations: readonly { readonly title: string; readonly url: string }[];
}

export const articleJsonLd = (facts: ArticleFacts): JsonLd => ({
  '@context': CONTEXT,
  '@type': 'ScholarlyArticle',
  '@id': permalink(facts.path),
  headline: facts.title,
  abstract: facts.description,
  author: facts.authors.map(({ name, url, orcid }) =>
    orcid
      ? { '@type': 'Person', name, '@id': `https://orcid.org/${orcid}`, url }
      : { '@type': 'Organization', name, url: url ?? permalink('/') },
  ),
  datePublished: isoDate(facts.date),
  dateModified: isoDate(facts.updated),
  version: identity.version,
  license: identity.licences.content.url,
  isPartOf: { '@type': 'WebSite', name: identity.name, url: permalink('/') },
  isBasedOn: facts.experiments.map((slug) => permalink(experimentPath(slug))),
  citation: facts.citations.map(({ title, url }) => ({ '@type': 'CreativeWork', name: title, url })),
});

interface ExperimentFacts {
  readonly slug: string;
  readonly title: string;
  readonly question: string;
  readonly records: readonly RunRecord[];
  readonly planned: number;
}

export const experimentJsonLd = ({ slug, title, question, records, planned }: ExperimentFacts): JsonLd => ({
  '@context': CONTEXT,
  '@type': 'Dataset',
  '@id': permalink(experimentPath(slug)),
  name: title,
  description: `${question} ${records.length} of ${planned} training runs are stored, each with its full curve, measures and specification.`,
  creator: organization(),
  license: identity.licences.content.url,
  isAccessibleForFree: true,
  version: identity.version,
  creativeWorkStatus: records.length === planned ? 'Complete' : 'Incomplete',
  includedInDataCatalog: catalog(),
  measurementTechnique: 'Full-batch training of a small transformer, evaluated on both splits',
  variableMeasured: VARIABLES,
  hasPart: records.map(({ id }) => permalink(runPath(id))),
});

export const runJsonLd = (record: RunRecord, sizes: Readonly<Record<string, number>>): JsonLd => ({
  '@context': CONTEXT,
  '@type': 'Dataset',
  '@id': permalink(runPath(record.id)),
  name: `Run ${record.id}: ${runTitle(record)}`,
  description: `One training run of a small transformer (${runTitle(record)}): full curve, measures on checkpoints and specification. Outcome: ${outcomeOf(record)}.`,
  identifier: { '@type': 'PropertyValue', propertyID: 'SHA-256', value: record.key },
  creator: organization(),
  datePublished: isoDate(runDate(record)),
  license: identity.licences.content.url,
  isAccessibleForFree: true,
  includedInDataCatalog: catalog(),
  variableMeasured: VARIABLES,
  distribution: Object.entries(record.files).map(([name, sha256]) => ({
    '@type': 'DataDownload',
    name,
    contentUrl: permalink(runFilePath(record.id, name)),
    encodingFormat: ENCODINGS[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    contentSize: `${sizes[name] ?? 0} B`,
    sha256,
  })),
});

const ENCODINGS: Readonly<Record<string, string>> = { csv: 'text/csv', json: 'application/json' };

const VARIABLES = [
  { '@type': 'PropertyValue', name: 'train accuracy', minValue: 0, maxValue: 1 },
  { '@type': 'PropertyValue', name: 'test accuracy', minValue: 0, maxValue: 1 },
  { '@type': 'PropertyValue', name: 'cross-entropy', unitText: 'nat' },
  { '@type': 'PropertyValue', name: 'sum of squared weights' },
];

/** JSON for a <script>: a "</script" inside must not end it. */
export const scriptJson = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

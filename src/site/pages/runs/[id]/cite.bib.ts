/** BibTeX of a run. */
import type { APIRoute } from 'astro';
import { allRuns } from '../../../atlas.ts';
import { runBibtex } from '../../../citation.ts';
import type { RunRecord } from '../../../../lab/store/record.ts';

export async function getStaticPaths() {
  return (await allRuns()).map(({ record }) => ({ params: { id: record.id }, props: { record } }));
}

export const GET: APIRoute<{ record: RunRecord }> = ({ props }) => new Response(runBibtex(props.record));

/** BibTeX of an experiment. */
import type { APIRoute } from 'astro';
import { allExperiments, type StoredExperiment } from '../../../atlas.ts';
import { experimentBibtex } from '../../../citation.ts';

export async function getStaticPaths() {
  return (await allExperiments()).map((experiment) => ({ params: { slug: experiment.slug }, props: { experiment } }));
}

export const GET: APIRoute<{ experiment: StoredExperiment }> = ({ props }) =>
  new Response(experimentBibtex(props.experiment, 'file'));

/** Figures and films of an experiment as files: /figures/<experiment>/<kind>.svg, .csv, .png, .gif, .webp */
import type { APIRoute } from 'astro';
import { allExperiments } from '../../../atlas.ts';
import { figureFiles, figureResponse, type FigureFile } from '../../../figures.ts';
import { filmFrom, filmFiles, filmResponse, type FilmFile } from '../../../films.ts';

type Props = FigureFile | FilmFile;

export async function getStaticPaths() {
  return (await allExperiments()).flatMap(({ slug, stored }) =>
    [...figureFiles(stored), ...filmFiles(stored)].map((file: Props) => ({
      params: { experiment: slug, file: file.name },
      props: file,
    })),
  );
}

export const GET: APIRoute<Props> = async ({ props }) =>
  'film' in props ? filmResponse(await filmFrom(props.film, props.runs), props.part) : figureResponse(props);

/** All claims for machines. Fields may be added under the same `schema`. Numbers that are not finite are strings. */
import type { APIRoute } from 'astro';
import { toJson } from '../../lab/store/json.ts';
import { allClaims } from '../claims/tested.ts';
import { permalink, writeupPath } from '../links.ts';

export const GET: APIRoute = async () => {
  const claims = (await allClaims()).map(({ id, text, condition, experiment, expected, writeup, judgement }) => {
    const { verdict, value, bound, margin, runs, planned, notes } = judgement;
    return {
      id,
      text,
      url: permalink(`${writeupPath(writeup.id)}#claim-${id}`),
      writeup: writeup.id,
      experiment,
      condition,
      verdict,
      expected,
      value,
      bound,
      margin,
      runs,
      judged: runs.length,
      planned,
      notes,
    };
  });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return new Response(toJson({ schema: 1, claims }), { headers });
};

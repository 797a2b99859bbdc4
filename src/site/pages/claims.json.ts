/** All claims for machines. Fields may be added under the same `schema`. Numbers that are not finite are strings. */
import type { APIRoute } from 'astro';
import { toJson } from '../../lab/store/json.ts';
import { minuteOf } from '../claims/stated.ts';
import { allClaims } from '../claims/tested.ts';
import { permalink, writeupPath } from '../links.ts';

export const GET: APIRoute = async () => {
  const claims = (await allClaims()).map((claim) => {
    const { id, text, condition, experiment, expected, stated, begun, isOnlyAlone, writeup, judgement } = claim;
    const { verdict, value, bound, margin, chance, runs, about, notes } = judgement;
    return {
      id,
      text,
      url: permalink(`${writeupPath(writeup.id)}#claim-${id}`),
      writeup: writeup.id,
      experiment,
      condition,
      verdict,
      expected,
      stated: stated && minuteOf(stated),
      value,
      bound,
      margin,
      chance,
      isOnlyAlone,
      runs,
      judged: runs.length,
      planned: about.length,
      begunWhenStated: begun,
      notes,
    };
  });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return new Response(toJson({ schema: 1, claims }), { headers });
};

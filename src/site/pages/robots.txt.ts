import type { APIRoute } from 'astro';
import { permalink } from '../links.ts';

export const GET: APIRoute = () =>
  new Response(`User-agent: *\nAllow: /\n\nSitemap: ${permalink('/sitemap-index.xml')}\n`);

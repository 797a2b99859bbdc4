/** The feed: write-ups, newest first. */
import rss from '@astrojs/rss';
import type { APIRoute } from 'astro';
import { identity } from '../identity.ts';
import { permalink, writeupPath } from '../links.ts';
import { findingOf, publishedWriteups } from '../writeups.ts';

export const GET: APIRoute = async () => {
  const writeups = await publishedWriteups();
  const items = writeups.map(async (writeup) => ({
    title: writeup.data.title,
    description: await findingOf(writeup),
    pubDate: writeup.data.date,
    link: permalink(writeupPath(writeup.id)),
    categories: writeup.data.tags,
  }));
  return rss({
    title: identity.name,
    description: identity.description,
    site: permalink('/'),
    items: await Promise.all(items),
  });
};

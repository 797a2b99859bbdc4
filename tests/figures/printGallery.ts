/** Prints the SHA-256 of every drawing in the gallery, one a line: run in a process of its own. */
import { createHash } from 'node:crypto';
import { drawExhibit, gallery } from './gallery.ts';

for (const exhibit of gallery()) {
  const { svg, alt, csv } = await drawExhibit(exhibit);
  process.stdout.write(`${exhibit.name} ${createHash('sha256').update(svg).update(alt).update(csv).digest('hex')}\n`);
}

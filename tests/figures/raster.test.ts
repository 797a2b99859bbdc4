import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { encodePng, levelOf, pngUrl } from '../../src/figures/bitmap.ts';
import { cividis, cyclic, diverging, levels } from '../../src/figures/ramps.ts';
import { toPixels, toPng } from '../../src/figures/raster.ts';

const textSvg = (text: string, family = 'Inter', weight = 400): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40" viewBox="0 0 300 40"><rect width="300" height="40" fill="#fff"/>` +
  `<text x="5" y="28" font-size="20" font-family="${family}" font-weight="${weight}">${text}</text></svg>`;

const hash = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Columns with ink. */
async function inkWidth(svg: string): Promise<number> {
  const { data, width, height } = await toPixels(svg);
  let count = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if ((data[4 * (y * width + x)] ?? 255) > 128) continue;
      count++;
      break;
    }
  }
  return count;
}

describe('text', () => {
  test('is set in Inter whatever is asked for: no font of the machine is seen', async () => {
    const inter = await toPixels(textSvg('Test accuracy 95 % at 8 350'));
    for (const family of ['DejaVu Sans', 'monospace', "'Inter Variable', Inter, system-ui, sans-serif"])
      expect(hash((await toPixels(textSvg('Test accuracy 95 % at 8 350', family))).data)).toBe(hash(inter.data));
  });

  test('has letters, not boxes, and a bold of its own', async () => {
    expect(await inkWidth(textSvg('WWWW'))).toBeGreaterThan(2.5 * (await inkWidth(textSvg('iiii'))));
    expect(await inkWidth(textSvg('loss', 'Inter', 600))).toBeGreaterThan(await inkWidth(textSvg('loss')));
    const signs = [...'Σ≤≥−×·⁻⁸²√‖'];
    const pictures = await Promise.all(signs.map(async (sign) => hash((await toPixels(textSvg(sign))).data)));
    expect(new Set(pictures).size).toBe(signs.length);
  });

  test('is the same on a machine without fonts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-fonts-'));
    const empty = join(folder, 'fonts.conf');
    writeFileSync(empty, '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>');
    const svg = textSvg('no fonts here');
    const script = `
      import { createHash } from 'node:crypto';
      import { toPixels } from '${join(process.cwd(), 'src/figures/raster.ts')}';
      const { data } = await toPixels(${JSON.stringify(svg)});
      process.stdout.write(createHash('sha256').update(data).digest('hex'));`;
    const env = { PATH: '', HOME: folder, FONTCONFIG_FILE: empty, FONTCONFIG_PATH: folder, XDG_CACHE_HOME: folder };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      env,
    });
    expect(stderr).toBe('');
    expect(stdout).toBe(hash((await toPixels(svg)).data));
  });
});

describe('bitmaps', () => {
  const palette = levels(cividis, 32);
  const indices = Uint8Array.from({ length: 21 }, (_, i) => (i * 7) % 32);

  test('decode to the colours they were made of', async () => {
    const png = encodePng({ width: 7, height: 3, indices, palette });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([7, 3, 3]);
    expect([...data]).toEqual([...indices].flatMap((i) => [...(palette[i] ?? [])]));
  });

  test('stay sharp when enlarged in an SVG', async () => {
    const url = pngUrl({ width: 7, height: 3, indices, palette });
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="12">' +
      `<image href="${url}" width="28" height="12" preserveAspectRatio="none" image-rendering="pixelated"/></svg>`;
    const { data } = await toPixels(svg);
    for (let y = 0; y < 12; y++)
      for (let x = 0; x < 28; x++) {
        const index = indices[Math.floor(y / 4) * 7 + Math.floor(x / 4)] ?? 0;
        expect([...data.subarray(4 * (28 * y + x), 4 * (28 * y + x) + 3)]).toEqual(palette[index]);
      }
  });

  test('refuse pixels that do not fit', () => {
    expect(() => encodePng({ width: 2, height: 2, indices, palette })).toThrow(/expected 2 × 2 pixels, got 21/);
  });

  test('put values on equal steps, those outside on the ends', () => {
    expect([-1, 0, 0.49, 0.5, 1, 2].map((x) => levelOf(x, 2))).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

test('ramps end where they should', () => {
  const lightness = levels(cividis, 32).map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue);
  expect(lightness).toEqual([...lightness].sort((x, y) => x - y));
  expect((lightness.at(-1) ?? 0) - (lightness[0] ?? 0)).toBeGreaterThan(180);
  expect(cyclic.at(0)).toEqual(cyclic.at(1));
  expect(Math.min(...diverging.at(0.5))).toBeGreaterThan(248);
  const [red, , blue] = diverging.at(1);
  expect(red).toBeGreaterThan(blue);
});

test('PNG files have two pixels a unit', async () => {
  const { width, height } = await sharp(await toPng(textSvg('x'))).metadata();
  expect([width, height]).toEqual([600, 80]);
});

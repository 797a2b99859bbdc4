/** Small pictures for heatmaps: one pixel a value, exact colours, as PNG in a data URL. */
import { crc32, deflateSync } from 'node:zlib';
import type { Rgb } from './ramps.ts';

export interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** Row-major, top row first: index into the palette. */
  readonly indices: Uint8Array;
  /** At most 256 colours. */
  readonly palette: readonly Rgb[];
  /** Index of a colour that lets through what lies behind the picture. */
  readonly transparent?: number;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * PNG with a palette. sharp's own palette PNGs are quantized; these keep every colour.
 * Source: W3C, Portable Network Graphics (Third Edition), §5 and §11.
 */
export function encodePng({ width, height, indices, palette, transparent }: Bitmap): Uint8Array {
  if (indices.length !== width * height)
    throw new TypeError(`encodePng: expected ${width} × ${height} pixels, got ${indices.length}`);
  if (palette.length > 256) throw new TypeError(`encodePng: expected at most 256 colours, got ${palette.length}`);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Bit depth 8, colour type 3 (palette).
  header.set([8, 3, 0, 0, 0], 8);
  // Each row opens with its filter: 0, none.
  const raw = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) raw.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const parts = [
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette.flat())),
    // One opacity a colour, up to the transparent one.
    ...(transparent === undefined
      ? []
      : [
          chunk(
            'tRNS',
            Uint8Array.from({ length: transparent + 1 }, (_, i) => (i === transparent ? 0 : 255)),
          ),
        ]),
    chunk('IDAT', deflateSync(raw, { level: 9, memLevel: 9 })),
    chunk('IEND', new Uint8Array()),
  ];
  return Uint8Array.from(Buffer.concat(parts));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  const checksum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

export const pngUrl = (bitmap: Bitmap): string =>
  `data:image/png;base64,${Buffer.from(encodePng(bitmap)).toString('base64')}`;

export interface Heatmap {
  readonly width: number;
  readonly height: number;
  /** Row-major, top row first: index into the palette. NaN: no value here, paper. */
  readonly levels: ArrayLike<number>;
  /** At most 255 colours. */
  readonly palette: readonly Rgb[];
}

/** PNG in a data URL; where a cell has no value, the paper behind it is seen. */
export function heatmapUrl({ width, height, levels, palette }: Heatmap): string {
  const paper = palette.length;
  const indices = Uint8Array.from(levels, (level) => (Number.isNaN(level) ? paper : level));
  const bitmap = { width, height, indices };
  return indices.includes(paper)
    ? pngUrl({ ...bitmap, palette: [...palette, [255, 255, 255]], transparent: paper })
    : pngUrl({ ...bitmap, palette });
}

/** The palette index of a value on a scale of `count` equal steps; `share` is clamped to [0, 1]. NaN for NaN. */
export const levelOf = (share: number, count: number): number =>
  Math.min(count - 1, Math.max(0, Math.floor(share * count)));

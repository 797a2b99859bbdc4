/**
 * SVG → pixels, through sharp (librsvg). Text is set in the Inter of ./fonts and nothing else: fontconfig is
 * told so before sharp draws its first letter, so that pixels do not depend on the fonts of the machine.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Sharp from 'sharp';

const FONTS = join(process.cwd(), 'src', 'figures', 'fonts');
const CACHE = join(process.cwd(), '.cache', 'figures', 'fonts');

/** A configuration that knows one folder, draws without hinting and sets figures of equal width. */
function fontsConf(): string {
  const escape = (path: string): string => path.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escape(FONTS)}</dir>
  <cachedir>${escape(CACHE)}</cachedir>
  <match target="font">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="fontfeatures" mode="append"><string>tnum on</string></edit>
  </match>
</fontconfig>
`;
}

let loaded: Promise<typeof Sharp> | undefined;

/** sharp, set to the project's fonts. */
export function loadSharp(): Promise<typeof Sharp> {
  loaded ??= (async () => {
    const path = join(CACHE, 'fonts.conf');
    const wanted = fontsConf();
    mkdirSync(CACHE, { recursive: true });
    if (readIfThere(path) !== wanted) writeFileSync(path, wanted);
    process.env['FONTCONFIG_FILE'] = path;
    delete process.env['FONTCONFIG_PATH'];
    return (await import('sharp')).default;
  })();
  return loaded;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

export interface Pixels {
  /** RGBA, row-major, 4 bytes a pixel, in a buffer of its own. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** @param scale device pixels per unit of the viewBox. @param svg drawn with theme "raster". */
export async function toPixels(svg: string, scale = 1): Promise<Pixels> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(Buffer.from(svg), { density: 72 * scale })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: Uint8Array.from(data), width: info.width, height: info.height };
}

/**
 * PNG of an SVG drawn with theme "raster". @param scale as for `toPixels`; 2 is crisp on most screens.
 * @param colourCount at most so many colours, for fewer bytes. @default all
 */
export async function toPng(svg: string, scale = 2, colourCount?: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const png = await sharp(Buffer.from(svg), { density: 72 * scale })
    .png({ compressionLevel: 9, ...(colourCount === undefined ? {} : { palette: true, colours: colourCount }) })
    .toBuffer();
  return Uint8Array.from(png);
}

/**
 * The colours of every figure, light and dark. Drawing code names a light colour; the renderer turns it into a
 * class for pages (`figureCss` gives the classes their colours) and leaves it as it is for rasters.
 */

interface ThemedColour {
  readonly light: string;
  readonly dark: string;
}

/**
 * What a colour means → its two values. `train` and `test` mean memory and understanding on every page.
 * `third` … `sixth` are Okabe–Ito's bluish green, reddish purple, orange and sky blue, darkened or lightened to
 * 4.5 : 1 against the paper; `seventh`, an indigo, is ours. Source: Okabe & Ito 2008, "Color Universal Design"; the darkening is ours.
 */
export const themedColours = {
  paper: { light: '#fdfcf8', dark: '#14161a' },
  ink: { light: '#1d1e20', dark: '#e8e6e1' },
  quiet: { light: '#5c5f66', dark: '#a3a6ad' },
  faint: { light: '#b3afa5', dark: '#5b6069' },
  rule: { light: '#dedad0', dark: '#2e3138' },
  train: { light: '#b4541a', dark: '#f0a36b' },
  test: { light: '#0072b2', dark: '#6fb7e9' },
  third: { light: '#007a59', dark: '#4fc7a1' },
  fourth: { light: '#9c4a78', dark: '#dfa0c4' },
  fifth: { light: '#8a6100', dark: '#e8b84a' },
  sixth: { light: '#4d7a99', dark: '#9cc4de' },
  seventh: { light: '#5b4fa8', dark: '#b3a6f0' },
} as const satisfies Record<string, ThemedColour>;

export type ColourName = keyof typeof themedColours;

/** Name → light value: what drawing code writes as `stroke` or `fill`. */
export const colours = Object.fromEntries(
  Object.entries(themedColours).map(([name, { light }]) => [name, light]),
) as Readonly<Record<ColourName, string>>;

/** Series beside train and test, in fixed order. */
export const furtherSeries: readonly string[] = [
  colours.third,
  colours.fourth,
  colours.fifth,
  colours.sixth,
  colours.seventh,
];

/** Dashes of the training series, so that it is told from the test series without colour. */
export const TRAIN_DASH = '5 3';

const nameOf = new Map(Object.entries(colours).map(([name, light]) => [light, name]));

/** The class that gives an element's `property` this colour, or null where the colour is not a themed one. */
export function colourClass(property: 'fill' | 'stroke', colour: string): string | null {
  const name = nameOf.get(colour);
  return name === undefined ? null : `${property === 'fill' ? 'f' : 's'}-${name}`;
}

/**
 * Style rules for figures of theme "page": custom properties `--c-<name>` that follow the page's `color-scheme`
 * through light-dark(), and the classes `.f-<name>` (fill), `.s-<name>` (stroke) and `.c-<name>` (text in HTML
 * near a figure) that use them.
 */
export const figureCss: string = [
  ':root {',
  ...Object.entries(themedColours).map(([name, { light, dark }]) => `  --c-${name}: light-dark(${light}, ${dark});`),
  '}',
  '.atlas-figure { display: block; max-width: 100%; height: auto; color: var(--c-ink); overflow: visible; }',
  '.atlas-figure text { white-space: pre; font-variant-numeric: tabular-nums lining-nums; }',
  '.atlas-figure image { image-rendering: pixelated; }',
  ...Object.keys(themedColours).map(
    (name) =>
      `.f-${name} { fill: var(--c-${name}); } .s-${name} { stroke: var(--c-${name}); } .c-${name} { color: var(--c-${name}); }`,
  ),
  '',
].join('\n');

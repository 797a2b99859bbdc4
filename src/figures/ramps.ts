/** Colour maps for heatmaps and for token identity. They are the same in light and dark pages. */

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Ramp {
  /** `t` in [0, 1], clamped (cyclic maps: taken modulo 1). */
  readonly at: (t: number) => Rgb;
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
const polynomial = (t: number, coefficients: readonly number[]): number =>
  clamp(Math.round(coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0)), 0, 255);

/**
 * Dark blue to yellow, equal steps in lightness, readable with any colour vision.
 * Source: Nuñez, Anderton & Renslow 2018, doi:10.1371/journal.pone.0199239; polynomials of d3-scale-chromatic.
 */
export const cividis: Ramp = {
  at: (t) => {
    const x = clamp(t, 0, 1);
    return [
      polynomial(x, [-4.54, -35.34, 2381.73, -6402.7, 7024.72, -2710.57]),
      polynomial(x, [32.49, 170.73, 52.82, -131.46, 176.58, -67.37]),
      polynomial(x, [81.24, 442.36, -2482.43, 6167.24, -6614.94, 2475.67]),
    ];
  },
};

/** Oklab to sRGB in 0..255. Source: Ottosson 2020, "A perceptual color space for image processing". */
function fromOklab(lightness: number, a: number, b: number): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const gamma = (x: number): number => {
    const linear = clamp(x, 0, 1);
    const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded);
  };
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** A hue of Oklab, `turn` in [0, 1). */
const polar = (lightness: number, chroma: number, turn: number): Rgb =>
  fromOklab(lightness, chroma * Math.cos(2 * Math.PI * turn), chroma * Math.sin(2 * Math.PI * turn));

/** From one hue over white to another, straight lines in Oklab, equally dark at both ends. Hues in turns. */
function divergingRamp(negative: number, positive: number): Ramp {
  return {
    at: (t) => {
      const signed = 2 * clamp(t, 0, 1) - 1;
      const strength = Math.abs(signed);
      return polar(0.99 - 0.47 * strength, 0.13 * strength, signed < 0 ? negative : positive);
    },
  };
}

/** Blue (0), white (½), orange (1): for values around zero. Source: ours. */
export const diverging: Ramp = divergingRamp(0.685, 0.135);

/** Purple, white, green: the same beside train and test series, whose colours the other one has. Source: ours. */
export const divergingBesideSeries: Ramp = divergingRamp(0.91, 0.445);

/** The hue of training (0) over grey to that of test (1), as dark on paper as on slate. Source: ours, in Oklab. */
export const memoryToUnderstanding: Ramp = {
  at: (t) => {
    const signed = 2 * clamp(t, 0, 1) - 1;
    return polar(0.6, 0.13 * Math.abs(signed), signed < 0 ? 0.135 : 0.685);
  },
};

/** All hues at one lightness and chroma, equal steps in hue: for residues and phases. Source: ours, in Oklab. */
export const cyclic: Ramp = { at: (t) => polar(0.66, 0.125, 0.08 + t) };

/**
 * Purple over blue and green to ochre, slowly lighter: lines of ordered series, all of them to be seen on paper and on
 * slate, which the ends of a ramp for maps are not. Source: ours, in Oklab.
 */
const orderedLines: Ramp = {
  at: (t) => polar(0.46 + 0.22 * clamp(t, 0, 1), 0.125, 0.9 - 0.67 * clamp(t, 0, 1)),
};

export function toHex([red, green, blue]: Rgb): string {
  return `#${[red, green, blue].map((x) => x.toString(16).padStart(2, '0')).join('')}`;
}

/** `count` colours from one end of a ramp to the other. */
export function levels(ramp: Ramp, count: number): Rgb[] {
  return Array.from({ length: count }, (_, i) => ramp.at(count > 1 ? i / (count - 1) : 0));
}

/** `count` colours for ordered lines, as hex. */
export const orderedColours = (count: number): string[] => levels(orderedLines, count).map(toHex);

/** The styles that a terminal shows; none where colours are not wanted (NO_COLOR) or not possible. */
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

const STYLES = {
  dim: 'dim',
  testing: ['bold', 'cyan'],
  generalized: ['bold', 'green'],
  stored: 'green',
  failed: ['bold', 'red'],
  warning: 'yellow',
} satisfies Record<string, Format>;

export type Style = keyof typeof STYLES;
export type Paint = (style: Style, text: string) => string;

export const painter =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    text === '' ? '' : styleText(STYLES[style], text, { stream });

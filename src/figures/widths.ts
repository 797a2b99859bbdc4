/** Widths at which pages show figures, px: by size on a wide screen, and on a narrow one. */
export const WIDTHS = { text: 576, body: 864, page: 1056 } as const;
export type FigureSize = keyof typeof WIDTHS;

/** What a telephone leaves of its screen; narrower ones scale it down. */
export const NARROW_WIDTH = 360;

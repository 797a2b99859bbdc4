/** Numbers as measures publish them. */

/** @param digits significant ones. */
export const significant = (x: number, digits: number): number => Number(x.toPrecision(digits));

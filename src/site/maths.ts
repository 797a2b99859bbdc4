/** TeX to MathML at build time: the only importer of Temml. */
import temml from 'temml';

/** @throws Error naming the formula and what Temml did not understand. */
export function renderMath(tex: string, { isDisplay }: { isDisplay: boolean }): string {
  try {
    return temml.renderToString(tex.trim(), { displayMode: isDisplay, throwOnError: true, xml: false });
  } catch (cause) {
    const complaint = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`$${tex.trim()}$ is not TeX that Temml can read: ${complaint}`, { cause });
  }
}

/** What this site is called, by whom and under which terms: used by heads, feeds, citations and the footer. */
import packageJson from '../../package.json' with { type: 'json' };

export const identity = {
  name: 'The Grokking Atlas',
  description:
    'Reproducible studies of grokking: small networks that memorize first and generalize much later. Every figure and number comes from a stored run with a permanent address.',
  author: 'The Grokking Atlas',
  version: packageJson.version,
  /** ISO date of the first publication. */
  since: '2026-11-20',
  licences: {
    code: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    content: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
  },
} as const;

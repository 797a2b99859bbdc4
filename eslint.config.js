// Import directions of the house (tasks → models → training → engine → measures → store → pipeline → figures → site).
import js from '@eslint/js';
import astro from 'eslint-plugin-astro';
import tseslint from 'typescript-eslint';

/** A rule for one folder: modules it may not import, and why. */
const forbid = (files, patterns) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: patterns.map(({ group, regex, message, allowTypeImports = false }) => ({
          ...(group ? { group } : { regex }),
          message,
          allowTypeImports,
        })),
      },
    ],
  },
});

const LAYERS = ['tasks', 'models', 'training', 'engine', 'measures', 'statistics', 'store', 'pipeline', 'bundle'];
const RUNTIMES = ['onnxruntime-node', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-*', '@tensorflow/tfjs-node-gpu'];
const DRAWING = ['@observablehq/plot', 'linkedom', 'sharp', 'gifenc'];
const outsideEngine = { group: RUNTIMES, message: 'Only src/lab/engine touches runtimes and TensorFlow.js backends.' };
const outsideFigures = { group: DRAWING, message: 'Only src/figures touches Plot, the DOM shim, sharp and gifenc.' };
const upwards = { regex: '^\\.\\./(\\.\\./)?(figures|site)/', message: 'The lab knows nothing of figures or pages.' };

/** What a lab folder may not import: every folder after it. Types of the engine's contract are open to all. */
const patternsOf = (layer, i) => {
  const later = LAYERS.slice(i + 1).join('|');
  const patterns = [outsideFigures, upwards];
  if (layer !== 'engine') patterns.push(outsideEngine);
  if (later)
    patterns.push({ regex: `/(${later})/`, message: `src/lab/${layer} comes before it in the order of imports.` });
  return patterns;
};
const layerRules = LAYERS.map((layer, i) => forbid([`src/lab/${layer}/**/*.ts`], patternsOf(layer, i)));

/** Files of src/lab/measures that compute no network: a figure that reads one does not load TensorFlow.js. */
const READABLE = [
  'catalogue',
  'clock',
  'effectiveNumber',
  'filmFiles',
  'fourier',
  'frames',
  'keyRules',
  'mapsFile',
  'nearest',
  'passages',
  'phases',
  'refusals',
  'round',
  'separation',
  'stages',
  'wrongAnswers',
];
const others = `(?!(${READABLE.join('|')})\\.ts$)`;
const computing = {
  regex: `/measures/${others}`,
  allowTypeImports: true,
  message: 'Types apart, figures and pages import only measures that compute no network (READABLE).',
};
const readableRule = forbid(
  READABLE.map((name) => `src/lab/measures/${name}.ts`),
  [
    ...patternsOf('measures', LAYERS.indexOf('measures')),
    {
      regex: `^(@tensorflow/|ml-matrix$|\\./${others}|\\.\\./(engine|models|training)/)`,
      allowTypeImports: true,
      message: 'Figures and pages read this file: types apart, it loads nothing that computes a network.',
    },
  ],
);

export default tseslint.config(
  { ignores: ['dist/', '.astro/', '.cache/', 'public/', 'node_modules/'] },
  js.configs.recommended,
  { files: ['*.js', '*.mjs'], languageOptions: { globals: { process: 'readonly', URL: 'readonly' } } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  ...astro.configs.recommended,
  ...layerRules,
  readableRule,
  forbid(['src/lab/*.ts', 'src/lab/commands/**/*.ts'], [outsideFigures, outsideEngine]),
  forbid(
    ['experiments/**'],
    [
      {
        regex: '^(?!\\.\\./src/lab/definition\\.ts$|\\./)',
        message: 'A definition imports src/lab/definition.ts and other definitions, nothing else.',
      },
    ],
  ),
  forbid(
    ['src/figures/**/*.ts'],
    [
      outsideEngine,
      { regex: '/site/', message: 'Figures know nothing of pages.' },
      { regex: '/lab/(engine|pipeline|models)/', message: 'Figures read stored results only.' },
      computing,
    ],
  ),
  forbid(
    ['src/site/**'],
    [
      outsideEngine,
      outsideFigures,
      {
        regex: '/lab/(engine|models|training/(programs|adamw|crossEntropy))',
        message: 'Pages read the store; they never train.',
      },
      computing,
    ],
  ),
);

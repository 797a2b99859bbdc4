import { defineConfig } from 'vitest/config';

// Two projects: `unit` needs nothing but the install; `site` reads the built dist/ in a browser.
export default defineConfig({
  test: {
    env: { TZ: 'UTC' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/{lab,figures}/**/*.test.ts'],
          setupFiles: ['tests/setup.ts'],
          testTimeout: 60_000,
          pool: 'forks',
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'site',
          include: ['tests/site/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          pool: 'forks',
          maxWorkers: 2,
          maxConcurrency: 2,
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config'

/**
 * Functions of plain data, tested without a database, a process, a socket or an engine: nothing of one file is left for the next. What loads a
 * runtime, starts a process, opens a socket or takes the place of what is global is left out by its name.
 */
const TOGETHER = [
  'test/shared/**/*.test.ts',
  'test/client/**/!(i18n|live|line-transport|open-predictor|own-model).test.ts',
  'test/scripts/simulate/**/*.test.ts',
  'test/server/datasets/formats/**/!(parquet).test.ts',
  'test/server/evaluation/**/!(routes).test.ts',
  'test/server/ml/ensembles/**/*.test.ts',
  'test/server/raters/agreement/**/*.test.ts',
  'test/server/supervision/label-models/**/*.test.ts',
  'test/server/tuning/search/**/*.test.ts',
]
const LIMITS = { pool: 'forks', testTimeout: 60_000, hookTimeout: 120_000 } as const

/**
 * Tests that start processes (mongod, browsers, trainers) share two cores: few workers, generous limits, no timing assertions. Those that start
 * nothing come last, and go from file to file in one process, which imports once what they share.
 */
export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...LIMITS,
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: TOGETHER,
          setupFiles: ['test/support/each-file.ts'],
        },
      },
      { test: { ...LIMITS, name: 'together', include: TOGETHER, isolate: false } },
    ],
  },
})

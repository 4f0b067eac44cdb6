import { defineConfig } from 'vitest/config'

/** Tests that start processes (mongod, browsers, trainers) share two cores: few workers, generous limits, no timing assertions. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})

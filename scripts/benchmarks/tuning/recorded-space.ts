import { SearchSpace } from '#shared/domain/study.ts'

/** What the recorded runs differ in. */
export const recordedSpace = SearchSpace.parse([
  { type: 'float', name: 'learningRate', low: 1e-4, high: 2e-2, scale: 'log' },
  { type: 'choice', name: 'batchSize', choices: [2, 4, 8] },
  { type: 'float', name: 'scale', low: 0, high: 0.5 },
  { type: 'float', name: 'brightness', low: 0, high: 0.5 },
  { type: 'boolean', name: 'horizontalFlip' },
])

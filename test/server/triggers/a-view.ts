import type { TriggerView } from '#server/triggers/trigger.ts'
import { aProject } from '../../support/builders.ts'

/** What triggers see of a project with 60 cats and 60 dogs approved and nothing trained yet, with what a test says of it. */
export function aView({
  cat = 60,
  dog = 60,
  ...overrides
}: Partial<TriggerView> & { cat?: number; dog?: number } = {}): TriggerView {
  return {
    project: aProject(),
    approved: {
      total: cat + dog,
      perLabel: new Map([
        ['cat', cat],
        ['dog', dog],
      ]),
      assets: { train: 5, validation: 1, test: 1 },
    },
    trainedLabels: 0,
    trainedAt: null,
    approvedAt: null,
    trainings: [],
    alerts: [],
    figure: null,
    now: 0,
    ...overrides,
  }
}

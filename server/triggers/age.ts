import type { Trigger } from './trigger.ts'

const DAY_MS = 86_400_000

/** Fires when approved labels have waited for a training longer than the project allows. */
export const age = {
  id: 'age',
  fires({ project, approved, trainedLabels, trainedAt, now }) {
    const { enabled, days } = project.loop.age
    const waiting = approved.total - trainedLabels
    if (!enabled || waiting <= 0 || trainedAt === null || now - trainedAt < days * DAY_MS) return null
    return { type: 'age', reason: `${waiting} approved labels have waited for more than ${days} days` }
  },
} as const satisfies Trigger

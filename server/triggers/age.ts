import type { Trigger } from './trigger.ts'

const DAY_MS = 86_400_000

/** Due when approved labels have waited for a training longer than the project allows. */
export const age = {
  id: 'age',
  standing({ project, approved, trainedLabels, trainedAt, now }) {
    const { enabled, days } = project.loop.age
    const waiting = approved.total - trainedLabels
    if (trainedAt === null) return { enabled, due: false, share: 0, sentence: 'nothing was trained yet' }
    const share = Math.min(1, (now - trainedAt) / (days * DAY_MS))
    if (waiting <= 0) return { enabled, due: false, share, sentence: 'no approved label waits' }
    if (share < 1) return { enabled, due: false, share, sentence: `${waiting} approved labels wait` }
    return { enabled, due: enabled, share, sentence: `${waiting} approved labels have waited for more than ${days} days` }
  },
} as const satisfies Trigger

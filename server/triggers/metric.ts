import { tasks } from '#shared/tasks/index.ts'
import { newLabelsIn, type Trigger } from './trigger.ts'

/** Due while the champion's figure on the test split is below the project's line, each time that there are enough new labels. */
export const metric = {
  id: 'metric',
  standing(view) {
    const { project, figure } = view
    const { enabled, line, labels } = project.loop.metric
    const { metricTitle } = tasks[project.task]
    if (figure === null) return { enabled, due: false, share: 0, sentence: 'there is no champion with a figure yet' }
    if (figure >= line)
      return { enabled, due: false, share: 0, sentence: `${metricTitle} is ${shown(figure)}, at or above ${shown(line)}` }
    const have = newLabelsIn(view)
    const share = Math.min(1, have / labels)
    const below = `${metricTitle} is ${shown(figure)}, below ${shown(line)}`
    if (share < 1) return { enabled, due: false, share, sentence: `${labels - have} more labels: ${below}` }
    return { enabled, due: enabled, share, sentence: `${below}; ${have} labels are new` }
  },
} as const satisfies Trigger

const DIGITS = 3
const shown = (value: number): string => value.toFixed(DIGITS)

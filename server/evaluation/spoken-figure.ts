import type { TaskMeaning } from '#shared/tasks/task.ts'

/** A figure as people read it, and what it is called. */
export type Metric = Pick<TaskMeaning, 'metricTitle' | 'inPoints'>

/** Shares in hundredths with one decimal, other figures as they are. */
export const spoken = ({ inPoints }: Pick<Metric, 'inPoints'>, value: number): string =>
  inPoints ? (value * 100).toFixed(1) : value.toFixed(3)

/** A change of a figure, with its sign. */
export const signed = (metric: Pick<Metric, 'inPoints'>, value: number): string =>
  `${value > 0 ? '+' : ''}${spoken(metric, value)}`

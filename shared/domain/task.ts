import { z } from 'zod'
import type { ShapeKindId } from '../shapes/index.ts'

/** What a project's models predict. */
export const TaskId = z.enum(['detection', 'classification'])
export type TaskId = z.infer<typeof TaskId>

/** What a task means for people: which shape they draw, how its main figure is called. */
export const tasks = {
  detection: { id: 'detection', title: 'Object detection', shape: 'box', metric: 'map50', metricTitle: 'mAP50', noun: 'boxes' },
  classification: {
    id: 'classification',
    title: 'Image classification',
    shape: 'whole',
    metric: 'accuracy',
    metricTitle: 'Accuracy',
    noun: 'classes',
  },
} as const satisfies Record<
  TaskId,
  { id: TaskId; title: string; shape: ShapeKindId; metric: string; metricTitle: string; noun: string }
>

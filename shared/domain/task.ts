import { z } from 'zod'
import { SHAPE_KINDS, type ShapeKindId } from '../shapes/index.ts'

/** What a project's models predict. */
export const TaskId = z.enum(['detection', 'classification'])
export type TaskId = z.infer<typeof TaskId>

/** What a task means for people: which shape they draw first and which they may draw at all, how its main figure is called. */
export const tasks = {
  detection: {
    id: 'detection',
    title: 'Object detection',
    shape: 'box',
    // Trained on the boxes around them; labels of the whole image are kept beside.
    shapes: SHAPE_KINDS,
    metric: 'map50',
    metricTitle: 'mAP50',
  },
  classification: {
    id: 'classification',
    title: 'Image classification',
    shape: 'whole',
    shapes: ['whole'],
    metric: 'accuracy',
    metricTitle: 'Accuracy',
  },
} as const satisfies Record<
  TaskId,
  {
    id: TaskId
    title: string
    shape: ShapeKindId
    shapes: readonly ShapeKindId[]
    metric: string
    metricTitle: string
  }
>

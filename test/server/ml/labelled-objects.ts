import type { LabelledObject } from '#server/ml/tasks/task.ts'
import { type Bounds, bounds } from '#shared/shapes/index.ts'

/** A label on a box. */
export const boxed = (label: number, box: Bounds): LabelledObject => ({ label, shape: { kind: 'box', ...box }, value: null })

/** A label on the whole image. */
export const whole = (label: number): LabelledObject => ({ label, shape: { kind: 'whole' }, value: null })

/** The box around an object. */
export const boxOf = ({ shape }: LabelledObject): Bounds | null => bounds(shape)

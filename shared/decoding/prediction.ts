import type { ShapeOf } from '../shapes/index.ts'
import type { LearnedLabel } from './learned-label.ts'

/**
 * Shapes that may be scaled, moved, turned and mirrored with their image and stay what they are; pixels, or fractions of the image, as
 * their owner says. A polygon's rings are even-odd, and its "holes" may lie beside its ring: an object in several parts is one shape.
 */
export type LearnedShape = ShapeOf<'box' | 'polygon' | 'skeleton' | 'whole'>

/** What a model says of an image: the place of a label among those learned, where it is, a number where the task is about one, and a score, 0 to 1. */
export type Prediction = { label: number; shape: LearnedShape; value: number | null; score: number }

/** Size of one output map in cells; 1 by 1 where the output is a vector. */
export type Grid = { width: number; height: number }

/** One image's output, row by row [grid.height, grid.width, channels] -> predictions in fractions of the input, best first. */
export type Decoder = (output: Float32Array, grid: Grid, labels: readonly LearnedLabel[]) => Prediction[]

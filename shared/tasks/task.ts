import { z } from 'zod'
import type { Annotation } from '../domain/annotation.ts'
import { Split } from '../domain/asset.ts'
import type { AttributeDefinition } from '../ontology.ts'
import type { Shape, ShapeKindId } from '../shapes/index.ts'

/** What a model learns from an annotation and is measured by: a shape in pixels of the upright image, and a number where the task is about one. */
export interface LearnedObject {
  readonly shape: Shape
  readonly value: number | null
}

/** The attribute that holds the number of a label, in a task about numbers. */
export const VALUE_ATTRIBUTE = 'value'

/** The figure of one label that tables show and the gate compares; `count` is how often it is true in the split. */
export interface LabelMetric {
  readonly label: string
  readonly value: number | null
  readonly count: number
}

/** What a task means for people, and how its figures are read. */
export interface TaskMeaning<Id extends string = string, Figures = never> {
  readonly id: Id
  readonly title: string
  /** What people draw first, and what they may draw at all. */
  readonly shape: ShapeKindId
  readonly shapes: readonly ShapeKindId[]
  /** An image takes one label at most. */
  readonly exclusive: boolean
  /** Its main figure's name in `evaluate --json`, and as people read it; the figure of one label likewise. */
  readonly metric: string
  readonly metricTitle: string
  readonly labelMetricTitle: string
  /** Its figures are shares of something, whose differences people read in hundredths. */
  readonly inPoints: boolean
  /** What a project begins with where nobody names any label. */
  readonly labels?: readonly string[]
  /** What is asked of every label, whoever makes it. */
  readonly asks?: readonly AttributeDefinition[]
  /** What there is to learn from an annotation on an image of this size; null where the task learns nothing from it. */
  learned(annotation: Pick<Annotation, 'shape' | 'attributes'>, image: ImageSize): LearnedObject | null
  /** The shape that people are shown for what a model said, in pixels; null where no valid one is left. Where a task does not say, it is the model's own. */
  proposed?(shape: Shape): Shape | null
  /** The one figure the task is judged by, at most 1, more is better; null where the split holds no truth. */
  mainMetric(figures: Figures): number | null
  labelMetrics(figures: Figures): LabelMetric[]
}

/** Pixels of the upright image. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** What every evaluation says, whatever its task. */
export const evaluated = { split: Split, images: z.number().int(), latencyMs: z.number() }

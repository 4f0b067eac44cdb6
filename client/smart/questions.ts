import type { Bounds, Mask, Point, Ring } from '#shared/shapes/index.ts'

/** A line somebody drew over the object, or over what is not the object; a click is a line of one point. Flat x, y, image pixels. */
export interface Stroke {
  readonly line: Ring
  readonly isObject: boolean
}

/** One click of the wand. */
export interface WandPick {
  readonly at: Point
  /** How different a colour may be, 0 to 255 per channel. */
  readonly tolerance: number
  readonly isAdded: boolean
}

/** A place that looks like the sample. */
export interface Likeness {
  readonly box: Bounds
  /** Correlation with the sample, 0 to 1. */
  readonly score: number
}

/** What can be asked of an image, and what comes back; places are image pixels. */
export interface Questions {
  /** The object in a box (or, without one, at the first stroke), corrected by strokes; null where nothing stands out. */
  cutOut: { prompt: { readonly box: Bounds | null; readonly strokes: readonly Stroke[] }; answer: Mask | null }
  /** The region around the object's strokes, up to the edges towards the background's strokes. */
  region: { prompt: { readonly strokes: readonly Stroke[] }; answer: Mask | null }
  /** All that has the colour of the picked places and hangs together with them. */
  wand: { prompt: { readonly picks: readonly WandPick[] }; answer: Mask | null }
  /** The line along edges from one place to another, both included; simplified by `tolerance` pixels. */
  wire: { prompt: { readonly from: Point; readonly to: Point; readonly tolerance: number }; answer: Ring }
  /** Places that look like the one in the box, the best first; those in `taken` are left out. */
  similar: { prompt: { readonly box: Bounds; readonly taken: readonly Bounds[] }; answer: readonly Likeness[] }
}
export type QuestionId = keyof Questions
export type Prompt<K extends QuestionId> = Questions[K]['prompt']
export type Answer<K extends QuestionId> = Questions[K]['answer']

/** What a tool may ask of the image; rejects with SmartError where no answer can come, with an AbortError when stopped. */
export interface Smart {
  ask<K extends QuestionId>(question: K, prompt: Prompt<K>, signal: AbortSignal): Promise<Answer<K>>
}

/** Another way to cut out of one image than OpenCV's; it says by `hint` where the person has to wait for something. */
export interface CutOut {
  ask(prompt: Prompt<'cutOut'>, signal: AbortSignal, hint: (sentence: string | null) => void): Promise<Answer<'cutOut'>>
}

/** Why there is no answer, as a sentence for the person who asked. */
export class SmartError extends Error {
  override name = 'SmartError'
}

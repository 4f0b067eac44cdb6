export const TAG_CHOICES = ['always', 'by-zoom', 'never'] as const
export type TagChoice = (typeof TAG_CHOICES)[number]

export const FINGER_CHOICES = ['by-pen', 'draw', 'pan'] as const
/** What one finger does: draw, move the view, or draw until a pen was seen. */
export type FingerChoice = (typeof FINGER_CHOICES)[number]

/** How a person likes to see the image and what lies on it. */
export interface ViewOptions {
  /** How strongly the insides of shapes are tinted: 1 is usual, 0 not at all. */
  readonly tint: number
  /** When shapes say their label; by zoom: once there is room for it. */
  readonly tags: TagChoice
  /** Tags of suggestions say how sure the model is. */
  readonly scores: boolean
  readonly grid: boolean
  readonly rulers: boolean
  /** Lines through the pointer while a tool draws. */
  readonly crosshair: boolean
  /** A lens beside the pointer while its key is held; this one leaves it on. */
  readonly magnifier: boolean
  readonly fingers: FingerChoice
}

export const DEFAULT_VIEW_OPTIONS: ViewOptions = {
  tint: 1,
  tags: 'by-zoom',
  scores: true,
  grid: false,
  rulers: false,
  crosshair: true,
  magnifier: false,
  fingers: 'by-pen',
}

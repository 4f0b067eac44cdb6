import { z } from 'zod'

/**
 * What the newest approved images said: approved since the champion's snapshot, and in no split that either model learned from or was tuned on.
 * Where they were too few they decided nothing.
 */
export const NewestVerdict = z.object({
  verdict: z.enum(['agrees', 'worse', 'too-few']),
  images: z.number().int(),
  /** So many were asked for. */
  least: z.number().int(),
  /** The snapshot that holds them. */
  snapshotNumber: z.number().int(),
  difference: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type NewestVerdict = z.infer<typeof NewestVerdict>

/** The recorded decision whether a challenger becomes champion, with the numbers it rests on. */
export const GateVerdict = z.object({
  verdict: z.enum(['promote', 'hold']),
  /** Sentences for people; for a hold, each is enough to hold. */
  reasons: z.array(z.string()),
  /** What was accepted all the same, as a label's loss within noise. */
  remarks: z.array(z.string()),
  /** The champion it was compared with; null for the first model. */
  against: z.number().int().nullable(),
  champion: z.number().nullable(),
  challenger: z.number().nullable(),
  difference: z.number().nullable(),
  /** 95 % interval of the difference, paired bootstrap over the images of the test split. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  probabilityBetter: z.number().nullable(),
  perLabel: z.array(
    z.object({
      label: z.string(),
      difference: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      margin: z.number(),
    }),
  ),
  /** Expected calibration errors of the two on the test split; absent where they were not asked for, and in verdicts of an older version. */
  calibration: z.object({ champion: z.number().nullable(), challenger: z.number().nullable() }).exactOptional(),
  newest: NewestVerdict.exactOptional(),
  decidedAt: z.number(),
})
export type GateVerdict = z.infer<typeof GateVerdict>

/** How often claims of a score were right on the validation split: corners of a rising line, both lists of the same length. */
export const ScoreCalibration = z.object({ scores: z.array(z.number()), rights: z.array(z.number()) })
export type ScoreCalibration = z.infer<typeof ScoreCalibration>

/** The score from which on a label's suggestions are shown, and on what ground, as measured on the validation split. */
export const LabelThreshold = z.object({
  label: z.string(),
  /** Null where none is shown. */
  threshold: z.number().nullable(),
  /** Of its own outcomes, of all labels', assumed for want of outcomes, or hidden: no score reaches the target. */
  basis: z.enum(['measured', 'pooled', 'assumed', 'hidden']),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  samples: z.number().int(),
  /** Absent where there were too few outcomes, and in models of an older version. */
  calibration: ScoreCalibration.optional(),
})
export type LabelThreshold = z.infer<typeof LabelThreshold>

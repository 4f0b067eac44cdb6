import { z } from 'zod'

/** What becomes of an image that a rule finds: it is put on the list, or set aside as well. */
export const RuleAct = z.enum(['note', 'quarantine'])
export type RuleAct = z.infer<typeof RuleAct>

/** One way in which an image or its labels can be suspicious: a number of the image, and the side of a threshold on which it is found. */
interface QualityRuleKind {
  /** What is measured: the file and its pixels, other images beside it, or the labels on it. */
  readonly about: 'image' | 'others' | 'labels'
  /** alone: known of the image by itself, hence as it comes. project: only once others are there. looks: once images are vectors. */
  readonly needs: 'alone' | 'project' | 'looks'
  /** Found at the threshold or below it, or at the threshold or above it. */
  readonly finds: 'below' | 'above'
  /** The default threshold, and the least and most that it may be. */
  readonly threshold: number
  readonly range: readonly [least: number, most: number]
  readonly act: RuleAct
  /** The number, in words. */
  readonly measures: string
}

const A_LOT_OF_PIXELS = 100_000

/** Every rule. The defaults note what a person should look at, and set aside only what shows nothing. */
export const QUALITY_RULES = {
  small: {
    about: 'image',
    needs: 'alone',
    finds: 'below',
    threshold: 32,
    range: [1, A_LOT_OF_PIXELS],
    act: 'note',
    measures: 'pixels of the shorter side',
  },
  large: {
    about: 'image',
    needs: 'alone',
    finds: 'above',
    threshold: 50,
    range: [0.01, 400],
    act: 'note',
    measures: 'millions of pixels',
  },
  blank: {
    about: 'image',
    needs: 'alone',
    finds: 'below',
    threshold: 0.005,
    range: [0, 0.5],
    act: 'quarantine',
    measures: 'standard deviation of the grey values, 0 to 0.5',
  },
  blur: {
    about: 'image',
    needs: 'alone',
    finds: 'below',
    threshold: 0.025,
    range: [0, 10],
    act: 'note',
    measures: 'variance of the Laplacian over the variance of the grey values',
  },
  dark: {
    about: 'image',
    needs: 'alone',
    finds: 'below',
    threshold: 0.05,
    range: [0, 1],
    act: 'note',
    measures: 'mean grey value, 0 to 1',
  },
  bright: {
    about: 'image',
    needs: 'alone',
    finds: 'above',
    threshold: 0.95,
    range: [0, 1],
    act: 'note',
    measures: 'mean grey value, 0 to 1',
  },
  repeat: {
    about: 'others',
    needs: 'alone',
    finds: 'below',
    threshold: 4,
    range: [0, 5],
    act: 'note',
    measures: 'bits in which the perceptual hash differs from an earlier image’s',
  },
  'look-alike': {
    about: 'others',
    needs: 'looks',
    finds: 'above',
    threshold: 0.98,
    range: [0.5, 1],
    act: 'note',
    measures: 'cosine of its vector with an earlier image’s',
  },
  outlier: {
    about: 'others',
    needs: 'looks',
    finds: 'above',
    threshold: 5,
    range: [1, 100],
    act: 'note',
    measures: 'robust deviations of its distance to the nearest images',
  },
  'colour-mode': {
    about: 'others',
    needs: 'project',
    finds: 'below',
    threshold: 0.05,
    range: [0, 1],
    act: 'note',
    measures: 'share of the project’s images with the same colour mode and profile',
  },
  'tiny-label': {
    about: 'labels',
    needs: 'alone',
    finds: 'below',
    threshold: 3,
    range: [0, A_LOT_OF_PIXELS],
    act: 'note',
    measures: 'pixels of the shorter side of the smallest label',
  },
  'huge-label': {
    about: 'labels',
    needs: 'alone',
    finds: 'above',
    threshold: 0.98,
    range: [0.01, 1],
    act: 'note',
    measures: 'share of the image that the largest label covers',
  },
  'off-image': {
    about: 'labels',
    needs: 'alone',
    finds: 'above',
    threshold: 0.02,
    range: [0, 1],
    act: 'note',
    measures: 'share of a label that lies off the image',
  },
  'repeated-label': {
    about: 'labels',
    needs: 'alone',
    finds: 'above',
    threshold: 0.9,
    range: [0.1, 1],
    act: 'note',
    measures: 'overlap (IoU) of two of the same label',
  },
  'odd-size': {
    about: 'labels',
    needs: 'project',
    finds: 'above',
    threshold: 6,
    range: [1, 100],
    act: 'note',
    measures: 'robust deviations of a label’s size from the usual',
  },
  'odd-count': {
    about: 'labels',
    needs: 'project',
    finds: 'above',
    threshold: 6,
    range: [1, 100],
    act: 'note',
    measures: 'robust deviations of the number of a label from the usual',
  },
} as const satisfies Record<string, QualityRuleKind>

export type QualityRuleId = keyof typeof QUALITY_RULES
export const QUALITY_RULE_IDS = Object.keys(QUALITY_RULES) as [QualityRuleId, ...QualityRuleId[]]
export const QualityRuleId = z.enum(QUALITY_RULE_IDS)

const settingOf = ({ threshold, range: [least, most], act }: QualityRuleKind) =>
  z
    .object({
      on: z.boolean().default(true),
      threshold: z.number().min(least).max(most).default(threshold),
      act: RuleAct.default(act),
    })
    .prefault({})
type SettingSchema = ReturnType<typeof settingOf>
export type RuleSetting = z.infer<SettingSchema>

const settings = Object.fromEntries(QUALITY_RULE_IDS.map((id) => [id, settingOf(QUALITY_RULES[id])]))
/** How a project wants its images judged; every rule has a default. */
export const QualityRules = z.object(settings as Record<QualityRuleId, SettingSchema>)
export type QualityRules = z.infer<typeof QualityRules>

/** The numbers of an image that rules are about, as far as they are known. */
export type QualityValues = Readonly<Partial<Record<QualityRuleId, number>>>

/** Whether a number is on the side of a threshold that a rule finds. */
export const isFound = (rule: QualityRuleId, value: number, threshold: number): boolean =>
  QUALITY_RULES[rule].finds === 'below' ? value <= threshold : value >= threshold

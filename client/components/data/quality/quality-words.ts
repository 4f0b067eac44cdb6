import { QUALITY_RULES, type QualityRuleId } from '#shared/domain/quality-rule.ts'
import { count, decimal, percent } from '../../../figures.ts'
import { t } from '../../../i18n.ts'

/** What each rule finds. */
export const RULE_TITLES = {
  small: t('Small images'),
  large: t('Very large images'),
  blank: t('Images of one colour'),
  blur: t('Blurred'),
  dark: t('Too dark'),
  bright: t('Too bright'),
  repeat: t('Repeats'),
  'look-alike': t('Look-alikes'),
  outlier: t('Like no other'),
  'colour-mode': t('Unusual colour modes'),
  'tiny-label': t('Tiny labels'),
  'huge-label': t('Huge labels'),
  'off-image': t('Labels off the image'),
  'repeated-label': t('Labels drawn twice'),
  'odd-size': t('Labels of unusual size'),
  'odd-count': t('Unusual numbers of a label'),
} as const satisfies Record<QualityRuleId, string>

/** The two parts of each rule's sentence, before and behind its threshold. */
export const RULE_SENTENCES = {
  small: [t('The shorter side has at most'), t('pixels')],
  large: [t('The image has at least'), t('million pixels')],
  blank: [t('The grey values deviate by at most'), t('(0 to 0.5): there is nothing to see')],
  blur: [t('Edges are as weak as'), t('(variance of the Laplacian over that of the grey values)')],
  dark: [t('The mean grey value is at most'), t('(0 is black, 1 is white)')],
  bright: [t('The mean grey value is at least'), t('(0 is black, 1 is white)')],
  repeat: [t('Perceptual hashes differ from those of an earlier image in at most'), t('of 64 bits')],
  'look-alike': [t('Vectors have a cosine with those of an earlier image of at least'), ''],
  outlier: [t('The nearest images are farther away than usual by at least'), t('deviations')],
  'colour-mode': [t('The share of images with the same colour mode and profile is at most'), t('(0 to 1)')],
  'tiny-label': [t('The shorter side of a label has at most'), t('pixels')],
  'huge-label': [t('A label covers at least'), t('of the image (0 to 1)')],
  'off-image': [t('Of a label, at least'), t('lies off the image (0 to 1)')],
  'repeated-label': [t('Two of the same label overlap by at least'), t('(IoU, 0 to 1)')],
  'odd-size': [t('The size of a label is off the usual by at least'), t('deviations')],
  'odd-count': [t('The number of a label is off the usual by at least'), t('deviations')],
} as const satisfies Record<QualityRuleId, readonly [string, string]>

/** Rules in groups, as they stand below each other. */
export const RULE_GROUPS = {
  image: t('Pixels and files'),
  others: t('Beside other images'),
  labels: t('Labels'),
} as const satisfies Record<(typeof QUALITY_RULES)[QualityRuleId]['about'], string>
export type RuleGroup = keyof typeof RULE_GROUPS

/** The rules of a group. */
export const rulesOf = (group: RuleGroup): QualityRuleId[] =>
  (Object.keys(QUALITY_RULES) as QualityRuleId[]).filter((rule) => QUALITY_RULES[rule].about === group)

const pixels = (value: number) => t('{{count}} px', { count: count(value) })
const deviations = (value: number) => t('{{count}} deviations', { count: decimal(value, 1) })
const fine = (value: number) => decimal(value, 3)

/** The number of a rule with its unit. */
const NUMBERS = {
  small: pixels,
  large: (value) => `${decimal(value, 1)} MP`,
  blank: fine,
  blur: fine,
  dark: fine,
  bright: fine,
  repeat: count,
  'look-alike': fine,
  outlier: deviations,
  'colour-mode': percent,
  'tiny-label': pixels,
  'huge-label': percent,
  'off-image': percent,
  'repeated-label': (value) => decimal(value, 2),
  'odd-size': deviations,
  'odd-count': deviations,
} as const satisfies Record<QualityRuleId, (value: number) => string>

/** What a number is of, where its unit does not say it. */
const WORDS: Partial<Record<QualityRuleId, (value: string) => string>> = {
  blank: (value) => t('contrast {{value}}', { value }),
  blur: (value) => t('edges {{value}}', { value }),
  dark: (value) => t('brightness {{value}}', { value }),
  bright: (value) => t('brightness {{value}}', { value }),
  repeat: (bits) => t('{{bits}} of 64 bits differ', { bits }),
  'look-alike': (value) => t('cosine {{value}}', { value }),
  'huge-label': (share) => t('{{share}} of the image', { share }),
  'off-image': (share) => t('{{share}} off the image', { share }),
  'repeated-label': (value) => t('IoU {{value}}', { value }),
}

/** What a rule measured, in its unit. */
export function findingFigure(rule: QualityRuleId, value: number): string {
  const number = NUMBERS[rule](value)
  return WORDS[rule]?.(number) ?? number
}

/** The threshold it was judged by: "≤ 0.025". */
export const findingLimit = (rule: QualityRuleId, threshold: number): string =>
  `${QUALITY_RULES[rule].finds === 'below' ? '≤' : '≥'} ${NUMBERS[rule](threshold)}`

import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { isFound, QUALITY_RULES, type QualityRuleId, type QualityRules, type QualityValues } from '#shared/domain/quality-rule.ts'
import type { QualityFindingRow } from '../store/quality-rows.ts'
import type { MeasuredLabel } from './measured-label.ts'

/** Labels named in a finding; of more, these are the worst. */
const MOST_NAMED = 50

/** Everything that was measured for the rules on one image; a rule that is missing was not asked. */
export type Measures = Readonly<Partial<Record<QualityRuleId, Measure>>>
/** A number of the image, with what it is about; null where there is nothing to measure, such as labels. */
export type Measure = {
  readonly value: number
  readonly labels?: readonly MeasuredLabel[]
  readonly other?: AssetId
  readonly what?: string
} | null

/** What a rule finds on an image. */
export type Found = Pick<QualityFindingRow, 'rule' | 'value' | 'threshold' | 'annotationIds' | 'other' | 'what'>

/** The worst of what was measured label by label, with all of it; null where there is no label. */
export function worstOf(rule: QualityRuleId, labels: readonly MeasuredLabel[] | undefined): Measure | undefined {
  if (!labels) return undefined
  if (labels.length === 0) return null
  const worst = QUALITY_RULES[rule].finds === 'below' ? Math.min : Math.max
  return { value: labels.reduce((so, { value }) => worst(so, value), (labels[0] as MeasuredLabel).value), labels }
}

/** The numbers alone. */
export const valuesOf = (measures: Measures): QualityValues =>
  Object.fromEntries(Object.entries(measures).flatMap(([rule, measure]) => (measure ? [[rule, measure.value]] : [])))

/** What the rules find. Whoever judges by rules that are switched off finds nothing by them. */
export function judgeImage(rules: QualityRules, measures: Measures): Found[] {
  return (Object.entries(measures) as [QualityRuleId, Measure][]).flatMap(([rule, measure]) => {
    const { on, threshold } = rules[rule]
    if (!on || !measure || !isFound(rule, measure.value, threshold)) return []
    const { value, labels, other = null, what = null } = measure
    return [{ rule, value, threshold, annotationIds: beyond(rule, labels ?? [], threshold), other, what }]
  })
}

function beyond(rule: QualityRuleId, labels: readonly MeasuredLabel[], threshold: number): AnnotationId[] {
  const sign = QUALITY_RULES[rule].finds === 'below' ? 1 : -1
  return labels
    .filter(({ value }) => isFound(rule, value, threshold))
    .sort((a, b) => sign * (a.value - b.value))
    .slice(0, MOST_NAMED)
    .map(({ id }) => id)
}

import type { Logic } from '../logic/parse-logic.ts'
import type { ChoiceField, DateField, FindingAsked, NumberField, PersonField, TextField } from './fields.ts'

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const
export type Comparison = (typeof COMPARISONS)[number]
/** What an image's file or data set says of it, by its name. */
export type MetaField = `meta.${string}`

/** One thing that is asked of an image; `at` is the column of what people may have misspelt. */
export type Condition =
  | { readonly type: 'choice'; readonly field: ChoiceField; readonly values: readonly string[] }
  /** With at least one approved label of this name. */
  | { readonly type: 'label'; readonly label: string; readonly at: number }
  /** So many approved labels of this name. */
  | {
      readonly type: 'count'
      readonly label: string
      readonly is: Comparison
      readonly value: number
      readonly at: number
    }
  | { readonly type: 'number'; readonly field: NumberField | MetaField; readonly is: Comparison; readonly value: number }
  /** A day: [from, to) in milliseconds since 1970. */
  | { readonly type: 'date'; readonly field: DateField; readonly is: Comparison; readonly from: number; readonly to: number }
  | { readonly type: 'person'; readonly field: PersonField; readonly name: string; readonly at: number }
  | {
      readonly type: 'text'
      readonly field: TextField | MetaField
      readonly is: 'is' | 'contains'
      readonly value: string
    }
  /** With an open finding of one of these rules of quality. */
  | { readonly type: 'finding'; readonly values: readonly FindingAsked[] }
  /** Among the images most like this one. */
  | { readonly type: 'similar'; readonly assetId: string; readonly at: number }

/** What is asked of images, as a tree; null for all of them. */
export type AssetQuery = Logic<Condition> | null

/** The conditions of a query in order, whatever joins them. */
export function conditionsOf(query: AssetQuery): Condition[] {
  if (query === null) return []
  if (query.type === 'not') return conditionsOf(query.of)
  return 'of' in query ? query.of.flatMap(conditionsOf) : [query]
}

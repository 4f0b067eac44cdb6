import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { SuggestionItem } from '#shared/routes/review.ts'
import { plural, t } from '../i18n.ts'
import type { Verdict } from './verdicts.ts'

/** The suggestions by their asset, each in the given order. */
export function idsPerAsset(items: readonly SuggestionItem[]): Map<AssetId, AnnotationId[]> {
  const perAsset = grouped(items, ({ annotation }) => annotation.assetId)
  return new Map([...perAsset].map(([assetId, own]) => [assetId, own.map(({ annotation }) => annotation.id)]))
}

/** Entries by their asset, each in the given order. */
export function grouped<T>(entries: readonly T[], key: (entry: T) => AssetId): Map<AssetId, T[]> {
  const groups = new Map<AssetId, T[]>()
  for (const entry of entries) {
    const group = groups.get(key(entry))
    if (group) group.push(entry)
    else groups.set(key(entry), [entry])
  }
  return groups
}

const DONE = {
  accept: (what) => t('{{what}} accepted', { what }),
  reject: (what) => t('{{what}} rejected', { what }),
  relabel: (what) => t('{{what}} relabelled', { what }),
} as const satisfies Record<Verdict['type'], (what: string | number) => string>

/** What a step did: "RBC accepted", "12 rejected". */
export function sentenceOfStep(items: readonly SuggestionItem[], { type }: Verdict): string {
  const [first] = items
  return DONE[type](items.length === 1 && first ? first.annotation.label : items.length)
}

/** What became of those that somebody else had decided. */
export const sentenceOfLate = (count: number): string =>
  plural(
    count,
    'One was decided by somebody else first, and left as it is.',
    '{{count}} were decided by somebody else first, and left as they are.',
  )

/** How a step was taken back, or done again. */
export function sentenceOfReversal(what: string, isUndo: boolean, kept: number): string {
  const sentence = isUndo ? t('Undone: {{what}}.', { what }) : t('Done again: {{what}}.', { what })
  return kept > 0 ? `${sentence} ${t('Left as it is where somebody else has changed it since: {{kept}}.', { kept })}` : sentence
}

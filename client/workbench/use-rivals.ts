import { useMemo } from 'react'
import type { Ontology } from '#shared/ontology.ts'
import type { AssetState } from '#shared/operations.ts'
import type { Conflict } from '../annotations/conflict.ts'
import { ourVersion } from '../annotations/what-happened.ts'
import type { Drawable } from '../canvas/drawable.ts'
import { t } from '../i18n.ts'
import { createSceneBuilder } from './scene.ts'

const PLAIN = { contested: new Set<never>(), threshold: null, hidden: new Set<never>() } as const

/** This person's versions of what somebody else changed first, dashed beside theirs, so that one sees what one chooses between. */
export function useRivals(ontology: Ontology, state: AssetState, conflicts: readonly Conflict[]): readonly Drawable[] {
  const build = useMemo(() => createSceneBuilder(ontology), [ontology])
  return useMemo(() => {
    const ours = conflicts.flatMap((conflict) => ourVersion(conflict, state) ?? [])
    if (ours.length === 0) return NONE
    const shown = { ...state, annotations: new Map(ours.map((annotation) => [annotation.id, annotation])) }
    return build(shown, PLAIN).map(
      (drawable) => ({ ...drawable, look: 'suggested', tag: t('mine: {{tag}}', { tag: drawable.tag }) }) as const,
    )
  }, [build, state, conflicts])
}

const NONE: readonly Drawable[] = []

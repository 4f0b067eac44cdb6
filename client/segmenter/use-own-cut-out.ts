import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Asset } from '#shared/domain/asset.ts'
import { queries } from '../queries.ts'
import type { CutOut } from '../smart/questions.ts'
import { ownModel } from './own-model.ts'

/** What cuts out of this image by the project's own segmenter; null where it has none. Nothing is loaded before the first question. */
export function useOwnCutOut({ id, projectId, width, height }: Asset): CutOut | null {
  const { data: segmenter } = useQuery(queries.segmenter(projectId))
  return useMemo(
    () => (segmenter ? ownModel({ segmenter, asset: { id, projectId, width, height } }) : null),
    [segmenter, id, projectId, width, height],
  )
}

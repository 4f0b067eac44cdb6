import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'

const projectId = 'project_1' as ProjectId
const assetId = 'asset_1' as AssetId

/** An annotation that completes itself; with a score it is a model's. */
export function anAnnotation(
  id: string,
  { score, ...given }: Partial<Omit<Annotation, 'id'>> & { score?: number } = {},
): Annotation {
  const label = given.label ?? 'RBC'
  const shape = given.shape ?? { kind: 'box', x: 10, y: 10, width: 20, height: 20 }
  const origin =
    score === undefined
      ? ({ type: 'person', userId: 'ann' as UserId } as const)
      : ({ type: 'model', version: 1, score, label, shape } as const)
  return {
    id: id as AnnotationId,
    projectId,
    assetId,
    label,
    shape,
    attributes: {},
    status: score === undefined ? 'draft' : 'suggested',
    occluded: false,
    order: 0,
    group: null,
    track: null,
    origin,
    revision: 1,
    revisions: { label: 1, shape: 1, attributes: 1, status: 1, occluded: 1, order: 1, group: 1, track: 1 },
    changedBy: null,
    changedAt: 0,
    ...given,
  }
}

/** An asset with these annotations. */
export const anAsset = (...annotations: readonly Annotation[]): AssetState => ({
  projectId,
  assetId,
  status: 'begun',
  revision: 1,
  annotations: new Map(annotations.map((annotation) => [annotation.id, annotation])),
})

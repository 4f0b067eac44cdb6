import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AnnotationId, OperationId } from '#shared/domain/ids.ts'
import { newId } from '#shared/domain/ids.ts'
import { Operation, type OperationInput, type Patch } from '#shared/operations.ts'

type Create = Extract<OperationInput, { type: 'create' }>

/** A cat drawn at (10, 10), with what a test says of it. */
export const drawing = (overrides: Partial<Create> = {}): Operation =>
  Operation.parse({
    id: newId<OperationId>('op'),
    type: 'create',
    annotationId: newId<AnnotationId>('ann'),
    label: 'cat',
    shape: { kind: 'box', x: 10, y: 10, width: 50, height: 40 },
    ...overrides,
  })

/** A cat that version 1 of a model proposes. */
export const suggesting = (overrides: Partial<Create> = {}): Operation => {
  const shape = { kind: 'box', x: 10, y: 10, width: 50, height: 40 } as const
  return drawing({ status: 'suggested', origin: { type: 'model', version: 1, score: 0.9, label: 'cat', shape }, ...overrides })
}

/** A change of an annotation that was at revision `base`. */
export const changing = (annotationId: AnnotationId, base: number, patch: Patch): Operation => ({
  id: newId<OperationId>('op'),
  type: 'update',
  annotationId,
  base,
  patch,
})

/** A change of the asset's status, when its revision was `base`. */
export const setting = (status: AssetStatus, base: number): Operation => ({
  id: newId<OperationId>('op'),
  type: 'asset',
  base,
  status,
})

/** The annotation an operation is about. */
export function annotationOf(operation: Operation): AnnotationId {
  if (operation.type === 'asset') throw new Error('Expected an operation about an annotation')
  return operation.annotationId
}

import { type AnnotationId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { AssetState, Operation } from '#shared/operations.ts'

type Bare<O> = O extends Operation ? Omit<O, 'id' | 'base'> : never

/** What a person wants changed: an operation that has no id yet and does not say what it was based on. */
export type Change = Bare<Operation>

/** The operation for a change, based on what the server has confirmed so far. */
export const operationOf = (change: Change, confirmed: AssetState, id = newId<OperationId>('op')): Operation =>
  basedOn(confirmed, change.type === 'create' ? { ...change, id } : { ...change, id, base: 0 })

/** The revision an annotation is created with: what its creator saw, before the server has confirmed it. */
const CREATED = 1

/** The same operation, based on this state. */
export function basedOn(confirmed: AssetState, operation: Operation): Operation {
  switch (operation.type) {
    case 'create':
      return operation
    case 'update':
      return { ...operation, base: confirmed.annotations.get(operation.annotationId)?.revision ?? CREATED }
    case 'asset':
      return { ...operation, base: confirmed.revision }
    default:
      return operation satisfies never
  }
}

/** What an operation is about: an annotation, or (null) the asset itself. */
export const targetOf = (operation: Operation): AnnotationId | null =>
  operation.type === 'asset' ? null : operation.annotationId

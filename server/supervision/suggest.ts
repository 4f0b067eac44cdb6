import type { Annotation, Origin } from '#shared/domain/annotation.ts'
import { UNDECIDED_ASSET_STATUSES } from '#shared/domain/asset.ts'
import { type AnnotationId, type AssetId, newId, type OperationId } from '#shared/domain/ids.ts'
import { MAX_OPERATIONS_PER_COMMIT } from '#shared/events.ts'
import type { AssetState, Operation, Refusal } from '#shared/operations.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { ItemClass } from './problems.ts'

/** What the functions together say of an image or of a proposed shape, and how probable that is. */
export interface Answer extends ItemClass {
  readonly on: AnnotationId | null
  readonly probability: number
}

export interface SuggestDeps {
  readonly store: Pick<Store, 'assets' | 'annotations'>
  /** The operation log: the functions are one more participant, refused where a person has begun. */
  readonly commit: (commit: {
    assetId: AssetId
    operations: Operation[]
    precondition: (state: AssetState) => Refusal | null
  }) => Promise<void>
  readonly progress: (fraction: number, message: string) => Promise<void>
  readonly signal: AbortSignal
}

const ASSETS_AT_A_TIME = 200

/**
 * Writes what the functions say as suggestions, where nobody has begun and no model has said anything of the whole image; what an earlier application
 * suggested and this one does not is taken back. Of proposed shapes those the functions reject are taken away, and those they call
 * otherwise are proposed anew. How many suggestions of the functions there are then.
 */
export async function suggestAnswers(
  deps: SuggestDeps,
  version: number,
  answers: ReadonlyMap<AssetId, readonly Answer[]>,
): Promise<number> {
  const ids = [...answers.keys()]
  let written = 0
  for (let from = 0; from < ids.length; from += ASSETS_AT_A_TIME) {
    deps.signal.throwIfAborted()
    const wanted = ids.slice(from, from + ASSETS_AT_A_TIME)
    const open = await deps.store.assets
      .find({ _id: { $in: wanted }, status: { $in: [...UNDECIDED_ASSET_STATUSES] } }, { projection: { _id: 1 } })
      .toArray()
    const openIds = open.map(({ _id }) => _id)
    const current = await suggestedOn(deps.store, openIds)
    const counts = await Promise.all(
      openIds.map((assetId) => suggestOn(deps, version, assetId, current.get(assetId) ?? [], answers.get(assetId) ?? [])),
    )
    written += counts.reduce((sum, count) => sum + count, 0)
    await deps.progress((from + wanted.length) / ids.length, `${from + wanted.length} of ${ids.length} images suggested on`)
  }
  return written
}

async function suggestOn(
  deps: SuggestDeps,
  version: number,
  assetId: AssetId,
  current: readonly Annotation[],
  answers: readonly Answer[],
): Promise<number> {
  const { operations, standing } = operationsFor(version, current, answers)
  for (let at = 0; at < operations.length; at += MAX_OPERATIONS_PER_COMMIT)
    await deps.commit({
      assetId,
      operations: operations.slice(at, at + MAX_OPERATIONS_PER_COMMIT),
      precondition: nobodyBegan,
    })
  return standing
}

/** The operations that make the undecided suggestions on an image what the functions say; how many of theirs stand afterwards. */
export function operationsFor(
  version: number,
  current: readonly Annotation[],
  answers: readonly Answer[],
): { operations: Operation[]; standing: number } {
  const byModel = current.filter(({ origin }) => origin.type === 'model')
  const own = current.filter(({ origin }) => origin.type === 'functions')
  const ofWhole = byModel.length > 0 ? [] : answers.filter(({ on, against }) => on === null && !against)
  const kept = own.filter(({ label, shape, origin }) =>
    shape.kind === 'whole'
      ? ofWhole.some((answer) => answer.label === label && origin.type === 'functions' && origin.score === answer.probability)
      : true,
  )
  const fresh = ofWhole
    .filter(({ label }) => !kept.some((one) => one.label === label))
    .map((answer) => proposing(version, answer, { kind: 'whole' }))
  const judged = byModel.flatMap((proposal) => {
    const answer = answers.find(({ on }) => on === proposal.id)
    if (!answer || (!answer.against && answer.label === proposal.label)) return []
    return answer.against ? [withdrawn(proposal)] : [withdrawn(proposal), proposing(version, answer, proposal.shape)]
  })
  const renamed = judged.filter(({ type }) => type === 'create').length
  return {
    operations: [...own.filter((one) => !kept.includes(one)).map(withdrawn), ...fresh, ...judged],
    standing: kept.length + fresh.length + renamed,
  }
}

function proposing(version: number, { label, probability }: Answer, shape: Annotation['shape']): Operation {
  const origin: Origin = { type: 'functions', version, score: probability, label, shape }
  return {
    id: newId<OperationId>('op'),
    type: 'create',
    annotationId: newId<AnnotationId>('ann'),
    label,
    shape,
    attributes: {},
    status: 'suggested',
    origin,
  }
}

const withdrawn = ({ id, revision }: Annotation): Operation => ({
  id: newId<OperationId>('op'),
  type: 'update',
  annotationId: id,
  base: revision,
  patch: { status: 'deleted' },
})

async function suggestedOn(store: Pick<Store, 'annotations'>, ids: readonly AssetId[]): Promise<Map<AssetId, Annotation[]>> {
  const found = new Map<AssetId, Annotation[]>()
  for await (const row of store.annotations.find({ assetId: { $in: [...ids] }, status: 'suggested' })) {
    const annotation = fromStored(row) as Annotation
    found.set(annotation.assetId, [...(found.get(annotation.assetId) ?? []), annotation])
  }
  return found
}

function nobodyBegan({ status }: AssetState): Refusal | null {
  if ((UNDECIDED_ASSET_STATUSES as readonly string[]).includes(status)) return null
  return { code: 'conflict', message: 'A person has begun this asset' }
}

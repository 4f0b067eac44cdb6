import { basename } from 'node:path'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createLog } from '#server/log.ts'
import type { Store } from '#server/store/store.ts'
import { type AnnotationId, type AssetId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import type { Random } from '#shared/random.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import type { TrueObjects } from './review-images.ts'

/** What a person who knows the truth does with a proposal. */
export type Answer =
  | { readonly type: 'accept' }
  | { readonly type: 'reject' }
  | { readonly type: 'relabel'; readonly label: string }

export interface Proposals {
  readonly answers: ReadonlyMap<AnnotationId, Answer>
  readonly assets: readonly AssetId[]
}

const LEAST_SCORE = 0.5

/**
 * Proposes boxes until there are so many, as a model does: through the operation log. A share of them is wrong: every other one of
 * those is a true box with a wrong label, the rest lie where nothing is, beside all true ones.
 */
export async function propose(
  store: Store,
  images: readonly { id: AssetId; name: string; width: number; height: number }[],
  truth: ReadonlyMap<string, TrueObjects>,
  { boxes, ...errors }: { boxes: number } & Errors,
): Promise<Proposals> {
  const log = createOperationLog({ store, log: createLog('benchmark', 'silent') })
  const answers = new Map<AnnotationId, Answer>()
  const assets: AssetId[] = []
  for (const image of images) {
    const operations: Operation[] = []
    for (const object of truth.get(basename(image.name)) ?? [])
      for (let isTrue = false; !isTrue && answers.size < boxes; ) {
        const { label, shape, answer } = proposalFor(object, image, answers.size, errors)
        isTrue = answer.type !== 'reject'
        const annotationId = newId<AnnotationId>('ann')
        answers.set(annotationId, answer)
        operations.push(suggestion({ annotationId, label, shape, score: LEAST_SCORE + errors.random.next() * (1 - LEAST_SCORE) }))
      }
    if (operations.length === 0) continue
    await log.commit({ assetId: image.id, user: null, operations })
    assets.push(image.id)
  }
  await log.close()
  return { answers, assets }
}

function suggestion({
  annotationId,
  label,
  shape,
  score,
}: {
  annotationId: AnnotationId
  label: string
  shape: Shape
  score: number
}): Operation {
  const origin = { type: 'model', version: 1, score, label, shape } as const
  const id = newId<OperationId>('op')
  return { id, type: 'create', annotationId, label, shape, attributes: {}, status: 'suggested', origin }
}

interface Errors {
  readonly wrong: number
  readonly labels: readonly string[]
  readonly random: Random
}

function proposalFor(
  object: TrueObjects[number],
  image: { width: number; height: number },
  index: number,
  { wrong, labels, random }: Errors,
): { label: string; shape: Shape; answer: Answer } {
  const { label, shape } = object
  const every = wrong === 0 ? Number.POSITIVE_INFINITY : Math.round(1 / wrong)
  if (index % every !== every - 1) return { label, shape, answer: { type: 'accept' } }
  const isMislabelled = Math.floor(index / every) % 2 === 0
  const other = labels[(labels.indexOf(label) + 1) % labels.length] ?? label
  if (isMislabelled) return { label: other, shape, answer: { type: 'relabel', label } }
  const size = bounds(shape) ?? { width: 1, height: 1 }
  const place = { x: random.next() * (image.width - size.width), y: random.next() * (image.height - size.height) }
  return { label, shape: { kind: 'box', ...place, width: size.width, height: size.height }, answer: { type: 'reject' } }
}

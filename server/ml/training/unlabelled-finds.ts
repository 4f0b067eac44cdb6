import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Prediction } from '#shared/decoding/prediction.ts'
import { boundsIou } from '#shared/shapes/bounds.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { LabelledObject } from '../tasks/task.ts'

/** The share of a run after which its own finds are believed. */
export const BELIEVED_FROM = 0.4
/** Less sure finds may well be nothing. */
const LEAST_SCORE = 0.5
/** A find that shares more than this with a labelled object is that object. */
const SAME_OBJECT_IOU = 0.3

const FILE = 'unlabelled.json'

/**
 * What a model finds on its own training images where nobody has labelled anything, as objects of weight 0: neither learned nor taken for
 * nothing (missing-label handling as in Xu et al. 2019, "Missing Labels in Object Detection", arXiv 1901.07518).
 */
export function unlabelledFinds(predictions: readonly Prediction[], objects: readonly LabelledObject[]): LabelledObject[] {
  const labelled = objects.map(({ shape }) => bounds(shape))
  return predictions.flatMap(({ score, ...found }) => {
    const around = bounds(found.shape)
    if (score < LEAST_SCORE || !around) return []
    const isLabelled = labelled.some((object) => object && boundsIou(object, around) > SAME_OBJECT_IOU)
    return isLabelled ? [] : [{ ...found, weight: 0 }]
  })
}

/** Keeps the finds of all training images, so that a resumed run learns from what it would have learned from. */
export async function keepFinds(folder: string, digest: string, finds: readonly (readonly LabelledObject[])[]): Promise<void> {
  const path = join(folder, FILE)
  await writeFile(`${path}.unfinished`, JSON.stringify({ digest, finds }))
  await rename(`${path}.unfinished`, path)
}

/** The finds that were kept; null where there are none, or where they belong to another run. */
export async function keptFinds(folder: string, digest: string): Promise<LabelledObject[][] | null> {
  try {
    const kept = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as { digest: string; finds: LabelledObject[][] }
    return kept.digest === digest ? kept.finds : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

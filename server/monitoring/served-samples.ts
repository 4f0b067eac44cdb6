import { newId, type ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import type { PredictAnswer } from '#shared/routes/serving.ts'
import type { Store } from '../store/store.ts'
import { measureSent } from './image-statistics.ts'
import type { NumberSignal, Observation } from './observation.ts'
import { fileNumbers, mixOf, predictionNumbers } from './observe-assets.ts'

/** An image that was sent, with what the model answered on it. */
export interface ServedImage {
  readonly bytes: Uint8Array
  readonly answer: PredictAnswer['images'][number]
}

/** Measures a share of the images that are sent for predictions, drawn by lot, and keeps the measures without the pixels. */
export function createServedSampling({
  store,
  random = Math.random,
  now = Date.now,
}: {
  store: Pick<Store, 'servedSamples'>
  random?: () => number
  now?: () => number
}) {
  return async (project: Project, version: number, images: readonly ServedImage[]): Promise<void> => {
    const { enabled, servedShare } = project.loop.monitoring
    if (!enabled || version !== project.champion) return
    const drawn = images.filter(() => random() < servedShare)
    if (drawn.length === 0) return
    const rows = await Promise.all(drawn.map((image) => measured(project.id, version, image, now())))
    await store.servedSamples.insertMany(rows)
  }
}

async function measured(projectId: ProjectId, version: number, { bytes, answer }: ServedImage, at: number) {
  const said = answer.annotations
  const numbers = {
    ...(await measureSent(bytes)),
    ...fileNumbers({ ...answer, bytes: bytes.length }),
    ...predictionNumbers(said, answer),
  }
  const mix = [...mixOf(said)].map(([label, count]) => ({ label, count }))
  return { _id: newId<string>('srv'), projectId, version, at: new Date(at), numbers, mix }
}

/** The newest images that were sent for predictions of this version, as observations with the time they came. */
export async function servedWindow(
  store: Pick<Store, 'servedSamples'>,
  project: Project,
  { version }: Model,
): Promise<{ observation: Observation; at: number }[]> {
  const rows = await store.servedSamples
    .find({ projectId: project.id, version })
    .sort({ at: -1 })
    .limit(project.loop.monitoring.window)
    .toArray()
  return rows.map(({ _id, numbers, mix, at }) => ({
    at: at.getTime(),
    observation: {
      id: _id,
      numbers: numbers as Partial<Record<NumberSignal, number>>,
      mixes: { suggestedMix: new Map(mix.map(({ label, count }) => [label, count])) },
      vector: null,
    },
  }))
}

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { TrainerSpec, TrainingImage } from '#server/ml/training/trainer-spec.ts'

const IMAGES = 12
const SIDE_PX = 32
const HALF_PX = SIDE_PX / 2
const EPOCHS = 14
/** So often that many kills fall into the writing of one. */
const CHECKPOINT_EVERY_SECONDS = 0.05

/** A training so small that a life takes about a second, on the engine that starts fastest and computes the same every time. */
export async function specOf(folder: string, name: string, seed: number): Promise<TrainerSpec> {
  return {
    runId: name,
    task: 'detection',
    labels: ['square'],
    architecture: 'center-point',
    parameters: { epochs: EPOCHS, inputWidth: SIDE_PX, inputHeight: SIDE_PX, batchSize: 4 },
    seed,
    train: await paint(join(folder, 'images'), IMAGES),
    validation: [],
    workFolder: join(folder, name),
    engine: 'wasm',
    checkpointEverySeconds: CHECKPOINT_EVERY_SECONDS,
  }
}

/** Grey images with one red square each. */
export async function paint(folder: string, count: number, side = SIDE_PX): Promise<TrainingImage[]> {
  await mkdir(folder, { recursive: true })
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const file = join(folder, `${index}.png`)
      const place = { x: index % HALF_PX, y: (index * 5) % HALF_PX, width: HALF_PX, height: HALF_PX }
      const square = { create: { width: HALF_PX, height: HALF_PX, channels: 3 as const, background: '#d02020' } }
      await sharp({ create: { width: side, height: side, channels: 3, background: '#808080' } })
        .composite([{ input: square, left: place.x, top: place.y }])
        .png()
        .toFile(file)
      const objects = [{ label: 0, shape: { kind: 'box' as const, ...place }, value: null }]
      return { assetId: `image-${index}`, file, width: side, height: side, objects }
    }),
  )
}

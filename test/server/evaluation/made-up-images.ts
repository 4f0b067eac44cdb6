import type { DetectedObject, DetectionImage } from '#server/evaluation/detection-images.ts'
import { createRandom } from '#shared/random.ts'

/** Labels of the made-up images. */
export const LABELS = ['red', 'white']

interface MadeUp {
  images?: number
  seed?: number
  /** Share of the truth that the made-up model finds. */
  found?: number
  /** Wrong detections on each image. */
  wrong?: number
}

const SPACING = 50

/** Images with six objects each and a model that finds a share of them; the truth is the same for every model. */
export function madeUpImages({ images = 12, seed = 1, found = 0.8, wrong = 1 }: MadeUp = {}): DetectionImage[] {
  const random = createRandom(seed)
  return Array.from({ length: images }, () => {
    const truth = Array.from({ length: 6 }, (_, place) => ({
      label: LABELS[place % LABELS.length] as string,
      box: { x: place * SPACING, y: 10, width: 40, height: 30 },
    }))
    const right: DetectedObject[] = truth
      .filter(() => random.next() < found)
      .map(({ label, box }) => ({ label, box: { ...box, x: box.x + random.next() * 8 }, score: 0.4 + 0.6 * random.next() }))
    const mistakes = Array.from({ length: wrong }, () => ({
      label: LABELS[random.integer(LABELS.length)] as string,
      box: { x: random.next() * 300, y: 100, width: 40, height: 30 },
      score: 0.8 * random.next(),
    }))
    return { truth, detections: [...right, ...mistakes] }
  })
}

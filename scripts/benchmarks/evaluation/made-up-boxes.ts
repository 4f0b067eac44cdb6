import { createRandom } from '#shared/random.ts'

interface Settings {
  readonly images: number
  readonly classes: number
  readonly seed: number
}
type Box = [x: number, y: number, width: number, height: number]

const WIDTH = 640
const HEIGHT = 480
/** As in COCO's validation images. */
const MOST_TRUTHS = 14
const CROWD_SHARE = 0.01
/** Share of the truth that is found, and the claims beside it, as a detector leaves them that keeps its unsure ones. */
const FOUND_SHARE = 0.8
const MOST_WRONG = 60

/** A COCO file and a results file of made-up boxes, the same for the same seed. */
export function madeUpBoxes({ images, classes, seed }: Settings) {
  const random = createRandom(seed)
  const category = () => 1 + random.integer(classes)
  const anyBox = (): Box => {
    const width = 8 + random.next() ** 2 * 300
    const height = 8 + random.next() ** 2 * 240
    return [random.next() * (WIDTH - width), random.next() * (HEIGHT - height), width, height]
  }
  const near = ([x, y, width, height]: Box): Box => [
    x + random.normal() * width * 0.1,
    y + random.normal() * height * 0.1,
    width * Math.exp(random.normal() * 0.1),
    height * Math.exp(random.normal() * 0.1),
  ]
  const ids = Array.from({ length: images }, (_, index) => index + 1)
  const annotations = ids
    .flatMap((image_id) => Array.from({ length: random.integer(MOST_TRUTHS + 1) }, () => ({ image_id, bbox: anyBox() })))
    .map(({ image_id, bbox }, index) => ({
      id: index + 1,
      image_id,
      category_id: category(),
      bbox,
      area: bbox[2] * bbox[3] * 0.7,
      iscrowd: Number(random.next() < CROWD_SHARE),
    }))
  const found = annotations
    .filter(() => random.next() < FOUND_SHARE)
    .map(({ image_id, category_id, bbox }) => ({ image_id, category_id, bbox: near(bbox), score: 0.2 + 0.8 * random.next() }))
  const wrong = ids.flatMap((image_id) =>
    Array.from({ length: random.integer(MOST_WRONG) }, () => ({
      image_id,
      category_id: category(),
      bbox: anyBox(),
      score: random.next() ** 3,
    })),
  )
  return {
    truth: {
      images: ids.map((id) => ({ id, width: WIDTH, height: HEIGHT })),
      categories: Array.from({ length: classes }, (_, index) => ({ id: index + 1, name: `class ${index + 1}` })),
      annotations,
    },
    detections: [...found, ...wrong],
  }
}

import { anImage, openDesk } from './desk.ts'
import { painted } from './frames.ts'
import { boxes, IMAGE } from './scenes.ts'

const BOXES = 200
/** Painting the images is not what is measured. */
const SPOTS = 2

/** Opens one asset after the other, each with an image and boxes of its own, as somebody who pages through a project does. */
export async function openAssets(from: number, to: number): Promise<void> {
  for (let asset = from; asset < to; asset++) {
    const image = await anImage(IMAGE, SPOTS)
    const desk = openDesk(boxes(BOXES, asset), IMAGE, image)
    await painted()
    desk.close()
    image.close()
  }
}

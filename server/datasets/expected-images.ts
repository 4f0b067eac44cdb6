import type { ReadImage } from './formats/format.ts'

/**
 * How many images an import will have: those that lie there as files, and, of those inside other files, as many as what was read of these so far lets
 * expect.
 */
export function createExpectation(files: number) {
  let inside = 0
  let share = 0
  return {
    /** Passes images on, and learns from them. */
    async *learningFrom(images: AsyncIterable<ReadImage>): AsyncIterable<ReadImage> {
      for await (const image of images) {
        if (image.share !== undefined) {
          inside++
          share = image.share
        }
        yield image
      }
    },
    total: (): number => files + (share > 0 ? Math.max(inside, Math.round(inside / share)) : inside),
  }
}

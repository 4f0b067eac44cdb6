import type { ReadAnnotation, ReadImage } from './format.ts'

/** One image of those that follow each other with the same path, as tables with a row for each object have them; what is said twice is said once. */
export async function* joinedImages(images: AsyncIterable<ReadImage>): AsyncIterable<ReadImage> {
  let same: ReadImage[] = []
  for await (const image of images) {
    if (same.length > 0 && same[0]?.path !== image.path) {
      yield joined(same)
      same = []
    }
    same.push(image)
  }
  if (same.length > 0) yield joined(same)
}

function joined(same: readonly ReadImage[]): ReadImage {
  const first = same[0] as ReadImage
  if (same.length === 1) return first
  const said = new Map<string, ReadAnnotation>()
  for (const { annotations } of same) for (const annotation of annotations) said.set(JSON.stringify(annotation), annotation)
  const share = same.at(-1)?.share
  return {
    ...first,
    labelled: same.some(({ labelled }) => labelled),
    annotations: [...said.values()],
    ...(share !== undefined && { share }),
  }
}

import { pixelsOf, type SizedAreaImage } from '#server/evaluation/mean-iou.ts'

/**
 * Mean intersection over union as PASCAL VOC's segmentation task counts it: over the pixels of all images together, for every label and for the
 * background as one more, averaged over those. The product's own figure averages over images and leaves the background out, which is stricter.
 */
export function vocMeanIou(images: readonly SizedAreaImage[], labels: readonly string[]): number {
  const classes = labels.length + 1
  const [common, wanted, said] = [0, 0, 0].map(() => new Float64Array(classes)) as [Float64Array, Float64Array, Float64Array]
  for (const image of images) {
    const truth = classesOf(image, image.truth, labels)
    const found = classesOf(image, image.predictions, labels)
    for (let at = 0; at < truth.length; at++) {
      const [is, taken] = [truth[at] as number, found[at] as number]
      wanted[is] = (wanted[is] as number) + 1
      said[taken] = (said[taken] as number) + 1
      if (is === taken) common[is] = (common[is] as number) + 1
    }
  }
  const ious = [...common].map((both, index) => both / ((wanted[index] as number) + (said[index] as number) - both))
  return ious.reduce((sum, iou) => sum + iou, 0) / classes
}

/** The class of every pixel: 0 for the background; where outlines of two labels meet, the label that is listed later. */
function classesOf(
  { width, height }: SizedAreaImage,
  items: Parameters<typeof pixelsOf>[0],
  labels: readonly string[],
): Uint8Array {
  const classes = new Uint8Array(width * height)
  for (const [index, label] of labels.entries()) {
    const inside = pixelsOf(items, label, { x: 0, y: 0, width, height })
    for (let at = 0; at < inside.length; at++) if (inside[at]) classes[at] = index + 1
  }
  return classes
}

/** Images at once where the memory suffices: more gain nothing on a processor, and the learning rates are made for so many. */
const USUAL_BATCH = 8
/** Of the free memory, the share that one training may plan with; other programs and the pixels of the images want some too. */
const PLANNED_SHARE = 0.6
/** Bytes per pixel of input that a forward and backward pass holds, measured at 2 and 16 images: 640 for the small detector, 2800 for the pretrained one. */
const BYTES_PER_PIXEL = { scratch: 1000, pretrained: 3000 }

/** Maps on the way forward are a third of it or more: 954 bytes of the 2800. */
const BACKWARD_TIMES = 3

type BatchOptions = {
  pixels: number
  pretrained: boolean
  memoryBytes: number
  /** Of the maps of a body that a person brought, on the way forward; null for what was measured. */
  bytesPerPixel?: number | null
}

/** Images at once that fit into the free memory: a power of two, the usual number at most and one at least. */
export function affordableBatch({ pixels, pretrained, memoryBytes, bytesPerPixel = null }: BatchOptions): number {
  const usual = BYTES_PER_PIXEL[pretrained ? 'pretrained' : 'scratch']
  const perImage = pixels * Math.max(usual, (bytesPerPixel ?? 0) * BACKWARD_TIMES)
  const fitting = (memoryBytes * PLANNED_SHARE) / perImage
  return fitting >= USUAL_BATCH ? USUAL_BATCH : 2 ** Math.max(0, Math.floor(Math.log2(fitting)))
}

import type { Metadata } from 'sharp'
import type { ImageKind } from './sniff-image.ts'

/** What is decoded whole. */
const MOST_PIXELS_WHOLE = 5e7
/** What is decoded line by line: 20,000 x 20,000. */
const MOST_PIXELS = 4e8
/** A file that holds more in a byte was made to fill memory, not to show something: scans and maps have a tenth of it. */
const MOST_PIXELS_PER_BYTE = 100
/** Kinds that can be read line by line, as long as their lines are stored in order. */
const READ_BY_LINES: readonly ImageKind[] = ['jpeg', 'png', 'tiff']
const UPRIGHT = 1
const MILLION = 1e6

/** What is expected of an image before it is decoded. */
export interface ClaimedImage extends Pick<Metadata, 'orientation' | 'isProgressive'> {
  readonly kind: ImageKind
  readonly width: number
  readonly height: number
  /** Of the file. */
  readonly bytes: number
}

/** Why an image of that size is not decoded; null where it is. Very large ones must be readable in a stream, so that no header can fill the memory. */
export function sizeProblem({ kind, width, height, bytes, orientation, isProgressive }: ClaimedImage): string | null {
  const pixels = width * height
  if (pixels <= MOST_PIXELS_WHOLE) return null
  const claim = `it has ${width} x ${height} pixels: expected at most ${MOST_PIXELS_WHOLE / MILLION} million`
  if (pixels > MOST_PIXELS) return `${claim}, or ${MOST_PIXELS / MILLION} million in a JPEG, PNG or TIFF`
  if (!READ_BY_LINES.includes(kind)) return `${claim} in a ${kind} (a JPEG, PNG or TIFF may have more)`
  if (isProgressive) return `${claim} where the file is progressive or interlaced: save it without`
  if (orientation !== undefined && orientation !== UPRIGHT) return `${claim} where the file is to be turned: save it upright`
  if (pixels > bytes * MOST_PIXELS_PER_BYTE) return `${claim} in a file of only ${bytes} bytes`
  return null
}

import { bareGif } from './bare-gif.ts'
import { bareJpeg } from './bare-jpeg.ts'
import { barePng } from './bare-png.ts'
import { bareTiff } from './bare-tiff.ts'
import { bareWebp } from './bare-webp.ts'

type Strip = (bytes: Buffer) => readonly Buffer[] | null
const STRIPS: Readonly<Record<string, Strip>> = { jpeg: bareJpeg, png: barePng, webp: bareWebp, gif: bareGif, tiff: bareTiff }

/**
 * An image (jpeg, png, webp, gif or tiff) without what was written about it: who, where, when, with what, and what programs have added. Its pixels are
 * not touched, so labels and trainings see the very same image. The same bytes where there is nothing to take away; null where the file is built in a
 * way that cannot be followed, so that nothing could be promised.
 */
export function withoutMetadata(bytes: Buffer, kind: string): Buffer | null {
  const parts = partsOf(bytes, kind)
  if (!parts) return null
  const bare = Buffer.concat(parts)
  return bare.equals(bytes) ? bytes : bare
}

function partsOf(bytes: Buffer, kind: string): readonly Buffer[] | null {
  try {
    return STRIPS[kind]?.(bytes) ?? null
  } catch (error) {
    // A number that should lie within the file lies behind its end.
    if (error instanceof RangeError) return null
    throw error
  }
}

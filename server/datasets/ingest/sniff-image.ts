/** The kinds of image that are taken, and whether a browser shows them as they are. */
export const IMAGE_KINDS = { jpeg: true, png: true, webp: true, gif: false, tiff: false } as const satisfies Record<
  string,
  boolean
>
export type ImageKind = keyof typeof IMAGE_KINDS

/** Bytes from a file's beginning that `sniffImage` wants to see. */
export const SNIFFED_BYTES = 512

/** What a file is by its first bytes, whatever its name says; a reason where it is no image that is taken. */
export function sniffImage(head: Uint8Array): { kind: ImageKind } | { reason: string } {
  if (head.length === 0) return { reason: 'the file is empty' }
  const text = Buffer.from(head.subarray(0, SNIFFED_BYTES)).toString('latin1')
  const taken = TAKEN.find(({ signature }) => bears(text, signature))
  if (taken) return { kind: taken.kind }
  if (/<svg[\s>]/i.test(text)) return { reason: 'SVG is a drawing that can run scripts, not a photograph: convert it to PNG' }
  const refused = REFUSED.find(({ signature }) => bears(text, signature))
  return { reason: refused?.reason ?? 'it is not an image: expected JPEG, PNG, WebP, GIF or TIFF' }
}

// What stands at the beginning, and what eight bytes in.
type Signature = readonly [start: string, atEight?: string]

const TAKEN: readonly { signature: Signature; kind: ImageKind }[] = [
  { signature: ['\xff\xd8\xff'], kind: 'jpeg' },
  { signature: ['\x89PNG\r\n\x1a\n'], kind: 'png' },
  { signature: ['RIFF', 'WEBP'], kind: 'webp' },
  { signature: ['GIF87a'], kind: 'gif' },
  { signature: ['GIF89a'], kind: 'gif' },
  { signature: ['II*\0'], kind: 'tiff' },
  { signature: ['MM\0*'], kind: 'tiff' },
  { signature: ['II+\0'], kind: 'tiff' },
  { signature: ['MM\0+'], kind: 'tiff' },
]

const MODERN = 'AVIF and HEIF are not taken: convert it to JPEG or PNG'
const REFUSED: readonly { signature: Signature; reason: string }[] = [
  { signature: ['BM'], reason: 'BMP cannot be decoded here: convert it to PNG' },
  { signature: ['', 'avif'], reason: MODERN },
  { signature: ['', 'avis'], reason: MODERN },
  { signature: ['', 'heic'], reason: MODERN },
  { signature: ['', 'heix'], reason: MODERN },
  { signature: ['', 'mif1'], reason: MODERN },
  { signature: ['%PDF-'], reason: 'it is a PDF document, not an image' },
  { signature: ['PK\x03\x04'], reason: 'it is an archive inside the data: unpack it, or import it by itself' },
]

const AT_EIGHT = 8
const bears = (text: string, [start, atEight = '']: Signature): boolean =>
  text.startsWith(start) && text.startsWith(atEight, AT_EIGHT)

import type { IncomingHttpHeaders } from 'node:http'
import type { ErrorCode } from '#shared/result.ts'
import { PREDICT_LIMITS } from '#shared/routes/serving.ts'
import { readForm } from './read-form.ts'

/** A file that came with a request for predictions. */
export interface ReceivedImage {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Thrown where a request brings no images, or too much; the message says what was expected. */
export class ImagesRefused extends Error {
  override name = 'ImagesRefused'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const ONLY_NAME = 'image'
const EXPECTED = 'Expected the bytes of an image, or several images as the files of multipart/form-data'

/** Reads the images of a request: its body, or the files of a form (RFC 7578). */
export async function receiveImages(
  request: AsyncIterable<Uint8Array> & { readonly headers: IncomingHttpHeaders },
): Promise<ReceivedImage[]> {
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('application/json')) throw new ImagesRefused('invalid', `${EXPECTED}, got JSON`)
  const bytes = await wholeBody(request)
  if (bytes.length === 0) throw new ImagesRefused('invalid', `${EXPECTED}, got nothing`)
  if (!type.startsWith('multipart/form-data')) return [{ name: ONLY_NAME, bytes }]
  return filesOf(bytes, type)
}

async function wholeBody(request: AsyncIterable<Uint8Array> & { readonly headers: IncomingHttpHeaders }): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > PREDICT_LIMITS.bytes) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > PREDICT_LIMITS.bytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function filesOf(body: Buffer, type: string): ReceivedImage[] {
  const files = readForm(body, type)
  if (!files) throw new ImagesRefused('invalid', `${EXPECTED}, got a form that cannot be read`)
  if (files.length === 0) throw new ImagesRefused('invalid', `${EXPECTED}, got a form without files`)
  if (files.length > PREDICT_LIMITS.images)
    throw new ImagesRefused('too_large', `Expected at most ${PREDICT_LIMITS.images} images at once, got ${files.length}`)
  return files
}

const tooLarge = () =>
  new ImagesRefused('too_large', `Expected at most ${PREDICT_LIMITS.bytes / 1e6} MB at once: send fewer images`)

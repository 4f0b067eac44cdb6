import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { AppError, invalid } from '../errors.ts'
import { encodedKey, listOf, type S3Query, s3Xml } from './s3-requests.ts'
import type { S3Transport } from './s3-transport.ts'

/** Of a file that is sent in parts; a storage takes 10,000 of them (S3 user guide, multipart upload limits). */
const PART_BYTES = 32 * 1024 ** 2
const MOST_PARTS = 10_000
/** Of an object that is copied in parts; 5 GiB is the most. */
const COPIED_PART_BYTES = 1024 ** 3

const Begun = z.object({ InitiateMultipartUploadResult: z.object({ UploadId: z.string() }) })
const Copied = z.object({ CopyPartResult: z.object({ ETag: z.string() }) })
/** What ListMultipartUploads answers, as far as it matters. */
const Uploads = z.object({
  ListMultipartUploadsResult: z.object({
    IsTruncated: z.string().default('false'),
    NextKeyMarker: z.string().optional(),
    NextUploadIdMarker: z.string().optional(),
    Upload: listOf(z.object({ Key: z.string(), UploadId: z.string(), Initiated: z.string() })),
  }),
})

/** An upload in parts that has begun and not ended. */
export interface BegunUpload {
  readonly key: string
  readonly id: string
  /** Milliseconds since 1970. */
  readonly begunAt: number
}

/** Sends a file of any size in parts: the object is there when all of them are, or not at all. */
export function putInParts(transport: S3Transport, key: string, file: FileHandle, bytes: number): Promise<void> {
  const partBytes = Math.max(PART_BYTES, Math.ceil(bytes / MOST_PARTS))
  return inParts(transport, key, Math.ceil(bytes / partBytes), async (query, part) => {
    const body = await readAt(file, part * partBytes, Math.min(partBytes, bytes - part * partBytes))
    const headers = { 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') }
    const answer = await transport.askWhole({ method: 'PUT', key, query, body, headers })
    return answer.headers.etag ?? ''
  })
}

/** Writes an object over itself, which makes it new. */
export function copyInParts(transport: S3Transport, bucket: string, key: string, bytes: number): Promise<void> {
  return inParts(transport, key, Math.ceil(bytes / COPIED_PART_BYTES), async (query, part) => {
    const from = part * COPIED_PART_BYTES
    const headers = {
      'x-amz-copy-source': `/${encodedKey(`${bucket}/${key}`)}`,
      'x-amz-copy-source-range': `bytes=${from}-${Math.min(bytes, from + COPIED_PART_BYTES) - 1}`,
    }
    const { body } = await transport.askWhole({ method: 'PUT', key, query, headers })
    return Copied.parse(s3Xml(body)).CopyPartResult.ETag
  })
}

/**
 * The uploads in parts that have not ended, page after page (ListMultipartUploads); `ask` gives the bucket's answer to a query. Those of the whole bucket:
 * below a prefix MinIO lists only what is called just that.
 */
export async function* begunUploads(ask: (query: S3Query) => Promise<Uint8Array>): AsyncGenerator<BegunUpload> {
  let from: S3Query | null = {}
  while (from !== null) {
    const answer: Uint8Array = await ask({ uploads: '', ...from })
    const page = Uploads.parse(s3Xml(answer)).ListMultipartUploadsResult
    for (const { Key: key, UploadId: id, Initiated: begun } of page.Upload) yield { key, id, begunAt: Date.parse(begun) }
    const { NextKeyMarker: key, NextUploadIdMarker: id } = page
    const isLast = page.IsTruncated !== 'true' || key === undefined
    from = isLast ? null : { 'key-marker': key, ...(id !== undefined && { 'upload-id-marker': id }) }
  }
}

/** Gives up an upload in parts and what was sent of it; no error where it has ended meanwhile. */
export async function endUpload(transport: S3Transport, { key, id }: BegunUpload): Promise<void> {
  try {
    await transport.askWhole({ method: 'DELETE', key, query: { uploadId: id } })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error
  }
}

/** So many bytes of a file from a place on. */
export async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, position)
  if (bytesRead < bytes) throw invalid(`Expected ${bytes} bytes from ${position} on, the file ended after ${bytesRead}`)
  return buffer
}

// What was sent of an upload that is given up costs money until somebody clears it away.
async function inParts(
  transport: S3Transport,
  key: string,
  parts: number,
  send: (query: { partNumber: string; uploadId: string }, part: number) => Promise<string>,
): Promise<void> {
  const begun = await transport.askWhole({ method: 'POST', key, query: { uploads: '' } })
  const uploadId = Begun.parse(s3Xml(begun.body)).InitiateMultipartUploadResult.UploadId
  try {
    const sent: string[] = []
    for (let part = 0; part < parts; part++) {
      const etag = await send({ partNumber: String(part + 1), uploadId }, part)
      sent.push(`<Part><PartNumber>${part + 1}</PartNumber><ETag>${etag}</ETag></Part>`)
    }
    const body = Buffer.from(`<CompleteMultipartUpload>${sent.join('')}</CompleteMultipartUpload>`)
    const { body: said } = await transport.askWhole({ method: 'POST', key, query: { uploadId }, body })
    refuseError(said, key)
  } catch (error) {
    await transport.askWhole({ method: 'DELETE', key, query: { uploadId } }).catch(() => undefined)
    throw error
  }
}

/** A storage may answer well and say in the answer's text that it failed after all. */
export function refuseError(said: Buffer, key: string): void {
  const code = /<Error>[\s\S]*?<Code>([^<]*)/.exec(said.toString('utf8'))?.[1]
  if (code !== undefined) throw invalid(`The bucket could not finish ${key}: ${code}`)
}

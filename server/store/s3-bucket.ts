import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { AppError, messageOf } from '../errors.ts'
import { begunUploads, copyInParts, endUpload, putInParts, readAt, refuseError } from './s3-multipart.ts'
import { encodedKey, listedObjects, type S3Object, type S3Place } from './s3-requests.ts'
import { pauseBefore, type S3Answer, type S3Transport, s3Transport } from './s3-transport.ts'

/** Larger files are sent in parts. */
const LARGEST_PUT_BYTES = 64 * 1024 ** 2
/** Larger objects cannot be copied in one piece (CopyObject). */
const LARGEST_COPY_BYTES = 5 * 1024 ** 3
const MOST_CUTS_IN_A_ROW = 5
/** Storages say times to the second: what was changed within it counts as changed at its end. */
const RESOLUTION_MS = 1000
const PARTIAL_CONTENT = 206

/** An object as the storage knows it. */
export interface S3Stat {
  readonly bytes: number
  /** Milliseconds since 1970 on this machine's clock, whatever the storage's says; never too early. */
  readonly modifiedAt: number
}

/** Which uploads in parts have come to nothing. */
interface UploadsToEnd {
  /** Milliseconds since 1970. */
  readonly before: number
  isMeant(key: string): boolean
  /** Whether they are only counted. */
  readonly dryRun: boolean
}

/** The objects of one bucket: what is written is durable when it resolves. */
export function s3Bucket(place: S3Place) {
  const transport = s3Transport(place)

  return {
    /** Writes a local file; its SHA-256 lets the storage check what arrives. */
    async putFile(key: string, file: string, { bytes, sha256 }: { bytes: number; sha256: string }): Promise<void> {
      const handle = await open(file, 'r')
      try {
        if (bytes > LARGEST_PUT_BYTES) return await putInParts(transport, key, handle, bytes)
        const body = await readAt(handle, 0, bytes)
        await transport.askWhole({ method: 'PUT', key, body, headers: { 'x-amz-content-sha256': sha256 } })
      } finally {
        await handle.close()
      }
    },

    async putBytes(key: string, body: Uint8Array): Promise<void> {
      const headers = { 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') }
      await transport.askWhole({ method: 'PUT', key, body, headers })
    },

    /** Its bytes in order; where the connection is cut, from there on again. Not_found where there is no such object. */
    read: (key: string): Promise<{ bytes: number; chunks: AsyncGenerator<Buffer> }> => begun(transport, key),

    /** Null where there is no such object. */
    async stat(key: string): Promise<S3Stat | null> {
      try {
        const { headers } = await transport.askWhole({ method: 'HEAD', key })
        const modifiedAt = Date.parse(headers['last-modified'] ?? '')
        const skew = Date.now() - Date.parse(headers.date ?? '')
        return { bytes: Number(headers['content-length']), modifiedAt: modifiedAt + (skew || 0) + RESOLUTION_MS }
      } catch (error) {
        if (isNotFound(error)) return null
        throw error
      }
    },

    /** Makes an object as new as one that is written now; whether it is there. */
    async touch(key: string): Promise<boolean> {
      try {
        await copyOntoItself(transport, place.bucket, key)
      } catch (error) {
        const found = await this.stat(key)
        // Where it was gone and is there now, somebody has just written it.
        if (!found || isNotFound(error)) return found !== null
        if (found.bytes <= LARGEST_COPY_BYTES) throw error
        await copyInParts(transport, place.bucket, key, found.bytes)
      }
      return true
    },

    /** No error where it is gone already. */
    async remove(key: string, { attempts }: { attempts?: number } = {}): Promise<void> {
      await transport.askWhole({ method: 'DELETE', key, ...(attempts !== undefined && { attempts }) })
    },

    list(prefix: string): AsyncGenerator<S3Object> {
      return listedObjects(prefix, async (query) => (await transport.askWhole({ query })).body)
    },

    /** Gives up uploads in parts that nobody will finish: of keys that are meant, begun before then; or only counts them. How many. */
    async endUploads({ before, isMeant, dryRun }: UploadsToEnd): Promise<number> {
      let count = 0
      for await (const upload of begunUploads(async (query) => (await transport.askWhole({ query })).body)) {
        if (!isMeant(upload.key) || !(upload.begunAt < before)) continue
        if (!dryRun) await endUpload(transport, upload)
        count++
      }
      return count
    },

    /** Throws where the bucket is not there, or is closed to who asks. */
    async ping(prefix: string): Promise<void> {
      await transport.askWhole({ query: { 'list-type': '2', 'max-keys': '1', prefix } })
    },
  }
}
export type S3Bucket = ReturnType<typeof s3Bucket>

const isNotFound = (error: unknown): boolean => error instanceof AppError && error.code === 'not_found'

async function copyOntoItself(transport: S3Transport, bucket: string, key: string): Promise<void> {
  const headers = {
    'x-amz-copy-source': `/${encodedKey(`${bucket}/${key}`)}`,
    'x-amz-metadata-directive': 'REPLACE',
    'x-amz-meta-kept': String(Date.now()),
  }
  const { body } = await transport.askWhole({ method: 'PUT', key, headers })
  refuseError(body, key)
}

async function begun(transport: S3Transport, key: string): Promise<{ bytes: number; chunks: AsyncGenerator<Buffer> }> {
  const answer = await transport.ask({ key })
  const bytes = Number(answer.headers['content-length'])
  return { bytes, chunks: toTheEnd(transport, key, answer, bytes) }
}

async function* toTheEnd(transport: S3Transport, key: string, first: S3Answer, bytes: number): AsyncGenerator<Buffer> {
  let answer = first
  let at = 0
  for (let cuts = 0; ; ) {
    try {
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        at += chunk.length
        cuts = 0
        yield chunk
      }
      if (at >= bytes) return
      throw new Error(`${at} of ${bytes} bytes came`)
    } catch (error) {
      if (++cuts > MOST_CUTS_IN_A_ROW) throw new AppError('unavailable', `The bucket breaks off ${key}: ${messageOf(error)}`)
      await pauseBefore(cuts)
      answer = await transport.ask({ key, headers: { range: `bytes=${at}-` } })
      if (answer.statusCode !== PARTIAL_CONTENT) throw new AppError('unavailable', 'The bucket does not send a part of an object')
    }
  }
}

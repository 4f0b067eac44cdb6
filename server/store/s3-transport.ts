import type { IncomingMessage, RequestOptions } from 'node:http'
import { Agent as PlainAgent, request as requestPlainly } from 'node:http'
import { Agent as EncryptedAgent, request as requestEncrypted } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, messageOf, notFound } from '../errors.ts'
import { type S3Ask, type S3Place, type S3Query, s3Signer, s3Url } from './s3-requests.ts'

/** A connection over which nothing comes for so long is given up. */
const SILENT_MS = 30_000
const MOST_ATTEMPTS = 6
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5000
const MOST_SOCKETS = 32
const SAID_CHARACTERS = 300
const NOT_FOUND = 404
/** Statuses that say nothing about the request: asked again, it may go well. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

export interface S3Request extends S3Ask {
  /** Empty for the bucket itself. */
  readonly key?: string
  readonly query?: S3Query
  readonly body?: Uint8Array
  /** How often it is tried; once where a late one would do harm. */
  readonly attempts?: number
}
export type S3Answer = IncomingMessage

/**
 * Sends requests to one bucket, again where the storage or the network stumbles. What is refused is an AppError that names bucket and reason;
 * not_found where there is no such object.
 */
export function s3Transport(place: S3Place) {
  const sign = s3Signer(place)
  const isPlain = place.endpoint.startsWith('http:')
  const agent = new (isPlain ? PlainAgent : EncryptedAgent)({ keepAlive: true, maxSockets: MOST_SOCKETS })
  const { host } = new URL(place.endpoint)

  async function sent({ key, query, method = 'GET', headers = {}, body }: S3Request): Promise<S3Answer> {
    const url = s3Url(place, key, query)
    const signed = await sign(url, { method, headers })
    const length = body === undefined && (method === 'GET' || method === 'HEAD') ? {} : { 'content-length': body?.length ?? 0 }
    const options: RequestOptions = { method, headers: { ...signed, ...length }, agent, timeout: SILENT_MS }
    return new Promise((resolve, reject) => {
      const request = (isPlain ? requestPlainly : requestEncrypted)(url, options, resolve)
      request.on('timeout', () => request.destroy(new Error(`nothing came for ${SILENT_MS / 1000} s`)))
      request.on('error', reject)
      request.end(body)
    })
  }

  async function answered(asked: S3Request): Promise<S3Answer> {
    const answer = await sent(asked)
    const status = answer.statusCode ?? 0
    if (status >= 200 && status < 300) return answer
    const said = saidIn(await wholeAnswer(answer))
    if (PASSING.has(status)) throw new Stumbled(`it answered ${status} ${said}`)
    if (status === NOT_FOUND && asked.key !== undefined && !said.startsWith('NoSuchBucket'))
      throw notFound(`The object ${asked.key}`)
    throw new AppError('unavailable', `The bucket ${place.bucket} at ${host} answered ${status} ${said}`.trim())
  }

  return {
    /** The answer with its body still to come. */
    async ask(asked: S3Request): Promise<S3Answer> {
      const attempts = asked.attempts ?? MOST_ATTEMPTS
      for (let attempt = 1; ; attempt++) {
        try {
          return await answered(asked)
        } catch (error) {
          if (error instanceof AppError) throw error
          if (attempt === attempts)
            throw new AppError('unavailable', `The bucket ${place.bucket} at ${host} cannot be reached: ${messageOf(error)}`)
          await pauseBefore(attempt)
        }
      }
    },
    /** The whole answer; tried again also where it breaks off. */
    async askWhole(asked: S3Request): Promise<{ headers: S3Answer['headers']; body: Buffer }> {
      for (let attempt = 1; ; attempt++) {
        const answer = await this.ask(asked)
        try {
          return { headers: answer.headers, body: await wholeAnswer(answer) }
        } catch (error) {
          if (attempt === (asked.attempts ?? MOST_ATTEMPTS))
            throw new AppError('unavailable', `The bucket ${place.bucket} at ${host} breaks off its answers: ${messageOf(error)}`)
          await pauseBefore(attempt)
        }
      }
    },
  }
}
export type S3Transport = ReturnType<typeof s3Transport>

/** The storage answered that it cannot now. */
class Stumbled extends Error {}

/** Waits before the next attempt: twice as long each time, and not as long as everybody else. */
export const pauseBefore = (attempt: number): Promise<void> =>
  sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2))

async function wholeAnswer(answer: S3Answer): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

// The code and the message of an error in XML: <Code>AccessDenied</Code><Message>…</Message>.
const saidIn = (body: Buffer): string =>
  /<Code>/.test(body.toString('utf8'))
    ? ['Code', 'Message'].map((tag) => new RegExp(`<${tag}>([^<]*)`).exec(body.toString('utf8'))?.[1] ?? '').join(': ')
    : body
        .toString('utf8')
        .replaceAll(/<[^>]*>|\s+/g, ' ')
        .trim()
        .slice(0, SAID_CHARACTERS)

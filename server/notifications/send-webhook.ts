import { EgressError, guardedFetch } from '../egress.ts'
import { signatureOf } from '../signature.ts'
import type { Outcome } from './delivery-records.ts'
import type { Payload } from './payload.ts'

const TIMEOUT_MS = 10_000
/** What is kept of an answer. */
const ANSWER_BYTES = 1024
const GONE = 410

export interface WebhookTry {
  readonly url: string
  readonly secret: string
  readonly deliveryId: string
  readonly payload: Payload
  readonly allowPrivate: boolean
  readonly signal: AbortSignal
}

/** Posts a payload, signed. Any 2xx answer is a delivery; a redirect is not followed; an address that is refused or gone is not tried again. */
export async function sendWebhook({ url, secret, deliveryId, payload, allowPrivate, signal }: WebhookTry): Promise<Outcome> {
  const at = Date.now()
  const body = JSON.stringify(payload)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Labelloop',
    'x-labelloop-event': payload.type,
    'x-labelloop-delivery': deliveryId,
    'x-labelloop-signature': signatureOf(secret, body, at),
  }
  const secondsSoFar = () => (Date.now() - at) / 1000
  try {
    const limits = { allowPrivate, timeoutMs: TIMEOUT_MS, largestBytes: ANSWER_BYTES, beyond: 'cut' } as const
    const response = await guardedFetch(url, { method: 'POST', headers, body, signal }, limits)
    const answer = await response.text()
    const { status, ok } = response
    return { at, seconds: secondsSoFar(), status, answer, delivered: ok, isFinal: status === GONE }
  } catch (error) {
    if (!(error instanceof EgressError)) throw error
    const isFinal = error.reason === 'refused'
    return { at, seconds: secondsSoFar(), status: null, answer: error.message, delivered: false, isFinal }
  }
}

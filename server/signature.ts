import { createHmac, timingSafeEqual } from 'node:crypto'

const LONGEST_AGE_S = 300

/**
 * The value of `X-Labelloop-Signature`: when it was sent (seconds since 1970), and HMAC-SHA256 (RFC 2104) over that moment, a dot and the body. `now` is in
 * milliseconds.
 */
export function signatureOf(secret: string, body: string, now = Date.now()): string {
  const at = Math.floor(now / 1000)
  return `t=${at},v1=${hmac(secret, at, body)}`
}

/** Whether a body carries the signature of this secret and is no older than five minutes: what a receiver has to ask. */
export function isSigned(secret: string, body: string, signature: string, now = Date.now() / 1000): boolean {
  const [, at, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? []
  if (at === undefined || given === undefined || Math.abs(now - Number(at)) > LONGEST_AGE_S) return false
  return timingSafeEqual(Buffer.from(given), Buffer.from(hmac(secret, Number(at), body)))
}

const hmac = (secret: string, at: number, body: string) => createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')

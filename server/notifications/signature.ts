import { createHmac } from 'node:crypto'

const SECOND_MS = 1000

/**
 * The value of `X-Labelloop-Signature`: `t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 (RFC 2104) of `SECONDS.BODY` under the
 * subscription's secret. Who receives it computes the same, compares in constant time, and refuses what is too old.
 */
export function signatureOf(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / SECOND_MS)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

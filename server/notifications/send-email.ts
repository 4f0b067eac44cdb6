import { createTransport } from 'nodemailer'
import { messageOf } from '../errors.ts'
import type { Outcome } from './delivery-records.ts'
import type { Payload } from './payload.ts'

const TIMEOUT_MS = 10_000
const ANSWER_CHARACTERS = 1024
/** RFC 5321, 4.2.1: a reply of the five hundreds will be the same next time. */
const PERMANENT = 500
const DEFAULT_FROM = 'labelloop@localhost'

/** Sends e-mail through the server that the installation names. */
export interface Mailer {
  send(mail: { readonly to: readonly string[]; readonly deliveryId: string; readonly payload: Payload }): Promise<Outcome>
  close(): void
}

/** A mailer by `smtp://user:password@host:port?from=address` (`smtps:` with TLS from the first byte). */
export function createMailer(smtp: string): Mailer {
  const address = new URL(smtp)
  const from = address.searchParams.get('from') ?? DEFAULT_FROM
  address.searchParams.delete('from')
  const transport = createTransport({
    url: address.href,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  })
  return {
    async send({ to, deliveryId, payload }) {
      const at = Date.now()
      const secondsSoFar = () => (Date.now() - at) / 1000
      try {
        const { response } = await transport.sendMail({
          from,
          to: [...to],
          subject: `[${payload.project.name}] ${payload.sentence}`,
          text: textOf(payload),
          // The same however often it is sent, so that a mail program shows it once.
          messageId: `<${deliveryId.replaceAll(/[^\w.-]/g, '-')}@labelloop>`,
          headers: { 'X-Labelloop-Event': payload.type, 'X-Labelloop-Delivery': deliveryId },
        })
        const answer = response.slice(0, ANSWER_CHARACTERS)
        return {
          at,
          seconds: secondsSoFar(),
          status: Number.parseInt(answer, 10) || null,
          answer,
          delivered: true,
          isFinal: true,
        }
      } catch (error) {
        const status = replyCode(error)
        const answer = messageOf(error).slice(0, ANSWER_CHARACTERS)
        const isFinal = status !== null && status >= PERMANENT
        return { at, seconds: secondsSoFar(), status, answer, delivered: false, isFinal }
      }
    },
    close: () => transport.close(),
  }
}

function textOf({ sentence, at, type, project, data }: Payload): string {
  const facts = Object.entries(data)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${name}: ${String(value)}`)
  return [sentence, '', `Project: ${project.name}`, `When: ${at}`, `What: ${type}`, ...facts, ''].join('\n')
}

function replyCode(error: unknown): number | null {
  const { responseCode } = error as { responseCode?: unknown }
  return typeof responseCode === 'number' ? responseCode : null
}

import type { IncomingHttpHeaders } from 'node:http'

export const SESSION_SECONDS = 30 * 24 * 60 * 60

/** The cookie that holds a session's secret. Browsers share cookies between ports: each instance on a machine has its own name. */
export function sessionCookie(host: string | undefined): string {
  const port = /:(\d+)$/.exec(host ?? '')?.[1]
  return port === undefined ? 'labelloop' : `labelloop_${port}`
}

/** The session's secret in a request's headers. */
export function sessionSecretIn({ cookie, host }: Pick<IncomingHttpHeaders, 'cookie' | 'host'>): string | undefined {
  const name = sessionCookie(host)
  for (const pair of cookie?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined
  }
  return undefined
}

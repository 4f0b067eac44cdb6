/** The browser's session: its cookie holds the secret. */
export const SESSION_COOKIE = 'labelloop'
export const SESSION_SECONDS = 30 * 24 * 60 * 60

/** The session's secret in a Cookie header. */
export function sessionSecretIn(cookieHeader: string | undefined): string | undefined {
  for (const pair of cookieHeader?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === SESSION_COOKIE) return pair.slice(at + 1).trim() || undefined
  }
  return undefined
}

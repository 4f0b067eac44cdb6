import { ErrorCode } from '#shared/result.ts'
import { translated } from './heard.ts'
import { t } from './i18n.ts'

/** An expected failure as the server said it: a code for programs, a sentence for people. */
export class ApiError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ApiError'
    this.code = code
  }
}

/** The error that an answer with a failing status carries; a plain one where something between here and the server answered. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch(() => null)
  if (typeof problem !== 'object' || problem === null)
    return new ApiError('unavailable', t('The server answered {{status}}', { status: response.status }))
  const { code, detail, title } = problem as { code?: unknown; detail?: unknown; title?: unknown }
  const known = ErrorCode.safeParse(code)
  const sentence = [detail, title].find((text) => typeof text === 'string' && text !== '')
  return new ApiError(known.success ? known.data : 'internal', String(sentence ?? response.statusText))
}

/** The sentence to show for anything thrown. */
export const sentenceOf = (error: unknown): string => translated(error instanceof Error ? error.message : String(error))

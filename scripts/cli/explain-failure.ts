import { ZodError, z } from 'zod'
import { CommandFailure, WrongUsage } from './failure.ts'

/** A code for programs and a message for people; what nobody foresaw keeps its stack. */
export function explainFailure(error: unknown): { code: string; message: string } {
  if (error instanceof CommandFailure) return { code: error.code, message: error.message }
  if (error instanceof WrongUsage) return { code: 'usage', message: error.message }
  if (error instanceof ZodError)
    return { code: 'contract', message: `expected an answer of this version's contract, got another: ${z.prettifyError(error)}` }
  if (error instanceof Error && error.name in FORESEEN) return { code: FORESEEN[error.name] ?? 'failed', message: error.message }
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

/** Errors of the server's own modules whose message is written for people. */
const FORESEEN: Readonly<Record<string, string>> = {
  AppError: 'failed',
  SetupError: 'setup',
  EvaluationInputError: 'invalid',
  RunLengthError: 'invalid',
  EngineUnavailable: 'engine',
}

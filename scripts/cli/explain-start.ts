import { ZodError, z } from 'zod'
import { CommandFailure, WrongUsage } from './failure.ts'

/** Runs what starts a server or a worker; failures that a person can mend say how. */
export async function startExplained(start: () => Promise<void>): Promise<void> {
  try {
    await start()
  } catch (error) {
    if (error instanceof ZodError) throw new WrongUsage(`the environment is not as expected:\n${z.prettifyError(error)}`)
    throw isPortTaken(error) ? portTaken(error) : error
  }
}

interface ListenError extends NodeJS.ErrnoException {
  readonly port?: number
  readonly address?: string
}

const isPortTaken = (error: unknown): error is ListenError =>
  error instanceof Error && (error as ListenError).code === 'EADDRINUSE'

function portTaken({ port, address }: ListenError): CommandFailure {
  const lines = [
    `expected port ${port} of ${address} to be free, but another program listens there.`,
    'Ways out:',
    '  - if it is Labelloop, use the one that runs (its URL is in its terminal)',
    '  - start this one elsewhere: LABELLOOP_PORT=8090 npm start   (with LABELLOOP_DATA=… for a second instance)',
  ]
  return new CommandFailure(lines.join('\n'), 'port_taken')
}

import { routes } from '#shared/routes.ts'
import { createApi } from '../api.ts'
import { readConnection } from '../connection.ts'
import { CommandFailure } from '../failure.ts'
import type { Check } from './check.ts'

/** Whether a server answers where the command line would connect. */
export async function checkServer(environment: NodeJS.ProcessEnv): Promise<Check> {
  const connection = await readConnection(environment)
  try {
    const { version, workers } = await createApi(connection).call(routes.loop.status, {})
    return { name: 'server', ok: true, detail: `version ${version} at ${connection.url} with ${workers.length} workers` }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return { name: 'server', ok: false, detail: error.message }
  }
}

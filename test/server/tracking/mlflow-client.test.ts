import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { pythonEnvironment } from '../../../scripts/benchmarks/reference/python-environment.ts'
import { runProgram } from '../../support/run-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { anOwnModel, anOwnRun } from './own-world.ts'
import { startTrackingServer, type TrackingServer } from './tracking-server.ts'

const INSTALL_LIMIT_MS = 600_000
const SCRIPT = fileURLToPath(new URL('./mlflow-client.py', import.meta.url))

const client =
  inject('mongoUri') === ''
    ? { missing: 'no mongod on this machine' }
    : await pythonEnvironment('mlflow-client', ['mlflow-skinny'])
const reason = 'missing' in client ? ` (skipped: ${client.missing})` : ''

describe.skipIf('missing' in client)(`the stock client of MLflow${reason}`, () => {
  const folder = temporaryFolder(afterAll)
  let server: TrackingServer

  beforeAll(async () => {
    server = await startTrackingServer(folder, { name: 'Pets', champion: 1 })
    const run = await anOwnRun(server)
    await anOwnModel(server, folder, run.id)
    await anOwnModel(server, folder, null)
  }, INSTALL_LIMIT_MS)
  afterAll(() => server?.close())

  const asking = async (token: string, words: readonly string[], program = SCRIPT) => {
    if ('missing' in client) throw new Error(client.missing)
    const environment = {
      ...process.env,
      MLFLOW_TRACKING_URI: server.address,
      MLFLOW_TRACKING_TOKEN: token,
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      GIT_PYTHON_REFRESH: 'quiet',
    }
    return runProgram(client.python, [program, ...words], { env: environment })
  }

  test('logs, reads, searches, keeps artifacts, registers models and promotes by an alias', {
    timeout: INSTALL_LIMIT_MS,
  }, async () => {
    const out = join(folder, 'client')
    mkdirSync(out, { recursive: true })
    const { code, stdout, stderr } = await asking(server.manager.token, ['Pets', out])
    expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
    expect(Number(stdout.trim().split('\n').at(-1))).toBeGreaterThanOrEqual(80)
    // The alias champion is the loop's own: who moved it stands in the project's decisions.
    expect(await server.store.projects.findOne({ _id: server.projectId })).toMatchObject({ champion: 2 })
    const decision = await server.store.decisions.findOne({ projectId: server.projectId, type: 'promotion' })
    expect(decision).toMatchObject({ userId: server.manager.id, sentence: expect.stringContaining('v2 promoted') })
  })
})

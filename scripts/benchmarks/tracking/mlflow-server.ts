import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#server/store/listening-port.ts'
import { pythonEnvironment } from '../reference/python-environment.ts'

const START_LIMIT_MS = 120_000
const LOOK_EVERY_MS = 200

/** An `mlflow server` with its usual SQLite store, or why there is none. */
export type MlflowServer = { address: string; close(): Promise<void> } | { missing: string }

/** Installs and starts one on a free port, with a folder of its own. */
export async function startMlflowServer(): Promise<MlflowServer> {
  const python = await pythonEnvironment('mlflow-server', ['mlflow'])
  if ('missing' in python) return python
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-mlflow-'))
  const port = await freePort()
  const words = ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '2']
  const stores = ['--backend-store-uri', `sqlite:///${folder}/store.db`, '--default-artifact-root', join(folder, 'artifacts')]
  const child = spawn(join(dirname(python.python), 'mlflow'), [...words, ...stores], {
    cwd: folder,
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const address = `http://127.0.0.1:${port}`
  const close = async () => {
    // Its workers are a group with it.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
    const ready = await fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (ready) return { address, close }
    if (child.exitCode !== null) break
  }
  await close()
  return { missing: 'mlflow server did not start' }
}

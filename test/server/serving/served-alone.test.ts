import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModel } from '#server/ml/models/loaded-model.ts'
import { saveModel } from '#server/ml/models/model-file.ts'
import { arraysOfNetwork } from '#server/ml/models/network-of-model.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { PredictAnswer } from '#shared/routes/serving.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { randomNetwork } from '../ml/models/random-network.ts'
import { aJpeg, INPUT } from './serving-server.ts'

const LIMIT_MS = 60_000
const PHOTO = { width: 300, height: 200 }
const LABELS = ['cat', 'dog', 'bird']
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

describe('a model served alone', () => {
  const folder = temporaryFolder(afterAll)
  const modelFolder = join(folder, 'model')
  let program: ChildProcess
  let address: string

  beforeAll(async () => {
    const description = { task: 'detection', architecture: 'center-point', input: INPUT, parameters: {}, engine: 'none' } as const
    const arrays = arraysOfNetwork(await randomNetwork('center-point', 1))
    await saveModel(modelFolder, { ...description, labels: LABELS.map(plainLabel) }, arrays)
    aSmallCheckout(join(folder, 'app'))
    const words = ['--import', 'tsx', join(folder, 'app/server/serving/serve.ts'), modelFolder, '--port', '0']
    program = spawn(process.execPath, words, { cwd: join(folder, 'app'), stdio: ['ignore', 'pipe', 'inherit'] })
    address = await firstAddress(program)
  }, LIMIT_MS)
  afterAll(async () => {
    if (!program) return
    const ended = new Promise((resolve) => program.once('exit', resolve))
    program.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  // What the container holds: the two folders, and the packages that its own list names with theirs.
  function aSmallCheckout(app: string): void {
    mkdirSync(join(app, 'node_modules'), { recursive: true })
    for (const part of ['shared', 'server']) cpSync(part, join(app, part), { recursive: true })
    cpSync('docker/serving/package.json', join(app, 'package.json'))
    cpSync('tsconfig.json', join(app, 'tsconfig.json'))
    for (const name of [...packagesOf('docker/serving'), 'tsx']) link(name, app)
  }

  test('holds the same versions of its packages as the whole program', () => {
    const [small, whole] = [read('docker/serving/package.json').dependencies, read('package.json').dependencies]
    for (const [name, version] of Object.entries(small)) expect([name, whole[name]]).toEqual([name, version])
    expect(Object.keys(small)).not.toContain('mongodb')
  })

  test('answers as the predictor does, at the path of the big server too', { timeout: LIMIT_MS }, async () => {
    const photo = await aJpeg(PHOTO, 1)
    const model = await loadModel('auto', modelFolder)
    const [said] = await model.predict([{ assetId: 'photo', bytes: photo }])
    model.dispose()
    const wanted = said && 'predictions' in said ? said.predictions : []
    expect(wanted.length).toBeGreaterThan(10)
    for (const path of ['/predict', '/api/projects/prj_any/predict?all=true']) {
      const answer = await fetch(address + path, { method: 'POST', body: new Uint8Array(photo) })
      expect(PredictAnswer.parse(await answer.json())).toEqual({
        model: null,
        task: 'detection',
        images: [
          {
            name: 'image',
            ...PHOTO,
            annotations: wanted.map(({ label, ...rest }) => ({ ...rest, label: LABELS[label] })),
          },
        ],
      })
    }
  })

  test('refuses as the big server does, and goes on', async () => {
    const refused = await fetch(`${address}/predict`, { method: 'POST', body: 'a letter' })
    expect([refused.status, await refused.json()]).toEqual([400, expect.objectContaining({ code: 'invalid' })])
    expect((await fetch(`${address}/predict?model=7`, { method: 'POST', body: 'x' })).status).toBe(404)
    expect((await fetch(`${address}/elsewhere`)).status).toBe(404)
    expect(await (await fetch(`${address}/healthz`)).json()).toMatchObject({ ok: true, model: 'center-point' })
    expect(await (await fetch(`${address}/metrics`)).text()).toContain('labelloop_refused_predictions_total 3')
  })
})

const packagesOf = (folder: string): string[] => Object.keys(read(join(folder, 'package.json')).dependencies)

/** Node looks for a package's own packages beside where it really lies: one link is enough. */
function link(name: string, app: string): void {
  symlinkSync(resolve('node_modules', name), join(app, 'node_modules', name))
}

async function firstAddress({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('expected the output of the program')
  for await (const line of createInterface({ input: stdout })) {
    const found = /http:\/\/[\d.:]+/.exec(line)
    if (found) return found[0]
  }
  throw new Error('expected the program to say where it serves')
}

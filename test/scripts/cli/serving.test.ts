import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveModel } from '#server/serving/serve-model.ts'
import { openServedModel } from '#server/serving/served-model.ts'
import { findMongod, pretrainedFolder } from '#server/store/installed-parts.mjs'
import type { PredictAnswer } from '#shared/routes/serving.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import type { Instance } from '../../../scripts/benchmarks/instance.ts'
import { SHARED_DATA } from '../../server/datasets/importing.ts'
import { startTestInstance } from '../../support/instance.ts'
import { commandHere } from '../../support/run-here.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const LIMIT_MS = 240_000
const photographs = join(SHARED_DATA, 'voc100-multiformat', 'images')
/** Two planes on the ground with people beside them; one in flight. */
const PHOTOGRAPHS = ['2007_000032.jpg', '2007_000033.jpg'].map((name) => join(photographs, name))
const missing = [
  ...(findMongod() === null ? ['mongod'] : []),
  ...(existsSync(join(pretrainedFolder(), 'centernet.json')) ? [] : ['the pretrained network']),
  ...(existsSync(photographs) ? [] : ['the shared photographs']),
]
const reason = missing.length > 0 ? ` (skipped: without ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`a model on the command line${reason}`, () => {
  const folder = temporaryFolder(afterAll)
  let instance: Instance
  const command = (...words: string[]) => commandHere(instance, words)

  beforeAll(async () => {
    instance = await startTestInstance('serving')
    await command('project', 'create', 'Sky', '--task', 'detection', '--labels', 'plane,human')
    await command('import', 'Sky', ...PHOTOGRAPHS)
    await command('starter', 'Sky', '--map', 'airplane=plane', '--map', 'person=human')
  }, LIMIT_MS)
  afterAll(() => instance?.stop(), LIMIT_MS)

  it('predicts on files that are not in the project, and leaves when served alone with the same answer', {
    timeout: LIMIT_MS,
  }, async () => {
    const answer = (await command('predict', 'Sky', ...PHOTOGRAPHS, '--all')) as PredictAnswer & { project: string }
    expect(answer).toMatchObject({ project: 'Sky', model: 1, task: 'detection' })
    expect(answer.images.map(({ name }) => name)).toEqual(['2007_000032.jpg', '2007_000033.jpg'])
    expect(new Set(answer.images[0]?.annotations.map(({ label }) => label))).toEqual(new Set(['plane', 'human']))

    const out = join(folder, 'sky-model')
    const exported = await command('export-model', 'Sky', out, '--format', 'onnx')
    expect(exported).toMatchObject({ model: 1, format: 'onnx', files: ['MODEL_CARD.md', 'model-card.json', 'model.onnx'] })
    expect(await readFile(join(out, 'MODEL_CARD.md'), 'utf8')).toContain('licence MIT')
    const served = await serveModel(await openServedModel(out), { port: 0, host: '127.0.0.1' })
    try {
      const form = new FormData()
      for (const file of PHOTOGRAPHS)
        form.append('images', new Blob([new Uint8Array(await readFile(file))]), file.split('/').at(-1))
      const address = `http://127.0.0.1:${served.port}/predict?all=true`
      const alone = (await (await fetch(address, { method: 'POST', body: form })).json()) as PredictAnswer
      expect(alone.images).toEqual(answer.images)
    } finally {
      await served.close()
    }
  })

  it('is given away for TensorFlow.js as an archive too', { timeout: LIMIT_MS }, async () => {
    const out = join(folder, 'sky-model.zip')
    expect(await command('export-model', 'Sky', out, '--model', '1', '--format', 'tfjs')).toMatchObject({ files: [out] })
    expect((await readdir(folder)).includes('sky-model.zip')).toBe(true)
  })

  it('refuses what is no image by its name, and a version that there is not', { timeout: LIMIT_MS }, async () => {
    const letter = join(folder, 'letter.txt')
    await writeFile(letter, 'Dear Sir or Madam')
    await expect(command('predict', 'Sky', letter)).rejects.toThrow(/letter\.txt cannot/)
    await expect(command('predict', 'Sky', ...PHOTOGRAPHS, '--model', '7')).rejects.toThrow(/v7/)
    await expect(command('export-model', 'Sky', join(folder, 'none'), '--model', '7', '--format', 'onnx')).rejects.toThrow(/v7/)
  })

  it('finds planes where planes are', { timeout: LIMIT_MS }, async () => {
    const { images } = (await command('predict', 'Sky', ...PHOTOGRAPHS.slice(0, 1), '--all')) as PredictAnswer
    const best = images[0]?.annotations.find(({ label }) => label === 'plane')
    const found = bounds(best?.shape as Shape)
    // The largest plane of the published annotation lies at 104, 78 to 375, 183.
    expect(Math.abs((found?.x ?? 0) - 104)).toBeLessThan(25)
    expect(Math.abs((found?.y ?? 0) - 78)).toBeLessThan(25)
  })
})

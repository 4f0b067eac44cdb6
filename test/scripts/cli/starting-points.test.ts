import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMongod } from '#server/store/installed-parts.mjs'
import type { StartingPoint } from '#shared/domain/starting-point.ts'
import type { PredictAnswer } from '#shared/routes/serving.ts'
import type { Instance } from '../../../scripts/benchmarks/instance.ts'
import { aPublishedClassifier } from '../../server/ml/pretrained/a-starting-point.ts'
import { startTestInstance } from '../../support/instance.ts'
import { commandHere } from '../../support/run-here.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const LIMIT_MS = 240_000
const COLOURS = { red: '#d02020', blue: '#2040d0' }
const IMAGES_PER_COLOUR = 16
const SIDE_PX = 64
const missing = findMongod() === null

describe.skipIf(missing)(`a network to start from on the command line${missing ? ' (skipped: without mongod)' : ''}`, () => {
  const folder = temporaryFolder(afterAll)
  const published = join(folder, 'small-net')
  let instance: Instance
  const command = (...words: string[]) => commandHere(instance, words)

  beforeAll(async () => {
    await mkdir(published)
    for (const [path, bytes] of await aPublishedClassifier()) await writeFile(join(published, path), bytes)
    await paint()
    instance = await startTestInstance('starting-points')
    await command('project', 'create', 'Colours', '--task', 'classification')
    await command('import', 'Colours', join(folder, 'images'), '--approve')
  }, LIMIT_MS)
  afterAll(() => instance?.stop(), LIMIT_MS)

  async function paint(): Promise<void> {
    for (const [name, colour] of Object.entries(COLOURS)) {
      await mkdir(join(folder, 'images', name), { recursive: true })
      for (let index = 0; index < IMAGES_PER_COLOUR; index++) {
        const spot = { create: { width: 8 + index, height: 20, channels: 3 as const, background: '#20d040' } }
        await sharp({ create: { width: SIDE_PX, height: SIDE_PX, channels: 3, background: colour } })
          .composite([{ input: await sharp(spot).png().toBuffer(), left: 2 * index, top: index }])
          .png()
          .toFile(join(folder, 'images', name, `${name}-${index}.png`))
      }
    }
  }

  it('is brought with its licence, and not without what it expects of pixels', { timeout: LIMIT_MS }, async () => {
    await expect(command('starting-point', 'add', published, '--project', 'Colours')).rejects.toThrow()
    const said = ['--pixels', '-1..1', '--licence', 'Apache 2.0 of somebody']
    const point = await command('starting-point', 'add', published, '--project', 'Colours', ...said)
    expect(point).toMatchObject({ name: 'small-net', pixels: '-1..1', last: 'relu3' })
    expect(await command('starting-point', 'list', '--project', 'Colours')).toEqual([point])
  })

  it('is trained from, and the model says so on its card', { timeout: LIMIT_MS }, async () => {
    await expect(command('train', 'Colours', '--set', 'startingPoint=lost')).rejects.toThrow(
      /The starting point lost does not exist/,
    )
    const size = ['--set', `inputWidth=${SIDE_PX}`, '--set', `inputHeight=${SIDE_PX}`]
    const asked = ['--set', 'startingPoint=small-net', ...size, '--epochs', '4', '--wait']
    expect(await command('train', 'Colours', ...asked)).toMatchObject({ model: 1 })
    await command('export-model', 'Colours', join(folder, 'exported'), '--model', '1', '--format', 'onnx')
    const card = JSON.parse(await readFile(join(folder, 'exported', 'model-card.json'), 'utf8'))
    const [point] = (await command('starting-point', 'list', '--project', 'Colours')) as StartingPoint[]
    expect(card).toMatchObject({
      architecture: 'classifier-pretrained',
      training: { parameters: { startingPoint: 'small-net' } },
      pretrained: { name: 'small-net', licence: 'Apache 2.0 of somebody' },
    })
    for (const { hash } of point?.files ?? []) expect(card.pretrained.source).toContain(hash)
  })

  it('is taken away, and the model that came of it goes on', { timeout: LIMIT_MS }, async () => {
    await command('starting-point', 'remove', 'small-net', '--project', 'Colours')
    expect(await command('starting-point', 'list', '--project', 'Colours')).toEqual([])
    await expect(command('starting-point', 'remove', 'small-net', '--project', 'Colours')).rejects.toThrow(/does not exist/)
    const image = join(folder, 'images', 'red', 'red-3.png')
    const answer = (await command('predict', 'Colours', image, '--model', '1', '--all')) as PredictAnswer
    expect(answer.images[0]?.annotations.map(({ label }) => label).sort()).toEqual(['blue', 'red'])
  })
})

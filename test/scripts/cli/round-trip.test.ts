import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HUMAN_SECONDS } from '#shared/human-cost.ts'
import { routes } from '#shared/routes.ts'
import { type Instance, startInstance } from '../../../scripts/benchmarks/instance.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { runCommand } from '../../support/run-command.ts'
import { commandHere } from '../../support/run-here.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { objectsIn, writeVocSet } from '../../support/voc-set.ts'

const IMAGES = 12
/** Fewer labels than the first milestone asks for: nothing trains here. */
const IMAGES_TO_INTERRUPT = 30
const LABELS_BEFORE_THE_KILL = 20
const LIMIT_S = 160
/** People work in accelerated time, but on a busy machine everything takes its while. */
const CAMPAIGN_LIMIT_MS = 180_000
/** Images are compared by processes that let everything else go first. */
const IDLE_LIMIT_MS = 240_000
const STATE_LIMIT_MS = 300_000
const folder = temporaryFolder(afterAll)
const set = join(folder, 'painted')

describeWithMongo('the command line, against a server of its own', () => {
  let instance: Instance
  /** As a program of its own, or in this process: what one says the other says, too. */
  const program = (...words: string[]) => instance.command(words, LIMIT_S)
  const labelloop = (...words: string[]) => commandHere(instance, words)

  beforeAll(async () => {
    await writeVocSet(set, { images: IMAGES, seed: 1 })
    instance = await startInstance('round-trip', folder)
  })
  afterAll(async () => {
    await instance?.stop()
  })

  test('a dry run says what an import would do and changes nothing', async () => {
    const created = await program('project', 'create', 'painted', '--task', 'detection', '--labels', 'disc,block')
    expect(created).toMatchObject({ name: 'painted', task: 'detection', id: expect.any(String) })
    const report = await labelloop('import', 'painted', set, '--approve', '--dry-run')
    expect(report).toMatchObject({ assets: IMAGES, annotations: objectsIn(IMAGES), duplicates: 0, rejected: [] })
    expect(await labelloop('project', 'show', 'painted')).toMatchObject({ assets: { approved: 0, new: 0 } })
  })

  test('an import counts what it took, and takes nothing twice', async () => {
    const report = await program('import', 'painted', set, '--approve')
    expect(report).toMatchObject({ format: 'voc', assets: IMAGES, annotations: objectsIn(IMAGES), duplicates: 0, rejected: [] })
    expect(await labelloop('import', 'painted', set, '--approve')).toMatchObject({ assets: 0, duplicates: IMAGES })
    expect(await labelloop('project', 'list')).toMatchObject([{ name: 'painted', assets: { approved: IMAGES } }])
  })

  test('the same labels give the same snapshot, and go out in another format', async () => {
    const first = await labelloop('snapshot', 'painted')
    expect(first).toMatchObject({ digest: expect.any(String), annotations: objectsIn(IMAGES) })
    expect(await labelloop('snapshot', 'painted')).toEqual(first)
    const out = join(folder, 'exported')
    const report = await program('export', 'painted', out, '--format', 'coco', '--images')
    expect(report).toMatchObject({ annotations: objectsIn(IMAGES), losses: [] })
    expect(readdirSync(out, { recursive: true }).filter((path) => String(path).endsWith('.jpg'))).toHaveLength(IMAGES)
  })

  test('an unknown project is answered with the ones there are', async () => {
    await expect(program('train', 'pianted')).rejects.toThrow('there are: painted')
  })

  test('people and tokens are made, and the installation tells its state', { timeout: STATE_LIMIT_MS }, async () => {
    expect(await labelloop('user', 'add', 'Mira', '--role', 'annotator')).toMatchObject({
      name: 'Mira',
      signInUrl: expect.stringContaining(instance.url),
    })
    expect(await labelloop('token', 'create', '--name', 'nightly')).toMatchObject({ name: 'nightly', token: expect.any(String) })
    // What follows an import by itself, one after the other, comes to its end.
    await eventually(async () => {
      expect(await labelloop('status')).toMatchObject({ url: instance.url, jobs: { queued: 0, running: 0 } })
      expect(await labelloop('jobs', '--limit', '1')).toMatchObject([{ state: 'succeeded' }])
    }, IDLE_LIMIT_MS)
    expect(await labelloop('formats')).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'voc', reads: true })]))
  })

  test(
    'a simulated team labels and reviews everything by hand, at the published cost, and the log holds all of it',
    async () => {
      const words = ['simulate', 'played', '--truth', set, '--task', 'detection', '--people', '2']
      const result = (await labelloop(...words)) as Record<string, number>
      const drawing = objectsIn(IMAGES) * HUMAN_SECONDS.draw
      expect(result).toMatchObject({ drawn: objectsIn(IMAGES), accepted: 0, missing: 0, doubled: 0, refused: 0, milestones: [] })
      expect(result.labelQuality).toMatchObject({ wrong: 0 })
      // Every object was drawn, every image looked over once by who labelled it and once by who reviewed it; two people who reach
      // for the same image at the same moment both look.
      const looks = ((result.humanSeconds ?? 0) - drawing) / HUMAN_SECONDS.look
      expect(looks).toBeGreaterThanOrEqual(2 * IMAGES)
      expect(looks).toBeLessThanOrEqual(2 * IMAGES + 2)
      expect(result.secondsWithoutModel).toBeCloseTo(drawing + 2 * IMAGES * HUMAN_SECONDS.look, 6)
      const projects = (await labelloop('project', 'show', 'played')) as { assets: object; annotations: object }
      expect(projects).toMatchObject({ assets: { approved: IMAGES }, annotations: { approved: objectsIn(IMAGES) } })
      await expect(labelloop('user', 'add', 'annotator-1', '--role', 'annotator')).resolves.toBeDefined()
    },
    CAMPAIGN_LIMIT_MS,
  )

  test(
    'a campaign outlives a server that is killed in the middle of it, and loses nothing that was acknowledged',
    async () => {
      const larger = join(folder, 'larger')
      await writeVocSet(larger, { images: IMAGES_TO_INTERRUPT, seed: 2 })
      const playing = program('simulate', 'interrupted', '--truth', larger, '--task', 'detection', '--people', '1')
      const api = await instance.api()
      await eventually(async () => {
        const projects = await api.call(routes.projects.list, {})
        const labels = projects.find(({ name }) => name === 'interrupted')?.annotations
        expect((labels?.draft ?? 0) + (labels?.approved ?? 0)).toBeGreaterThan(LABELS_BEFORE_THE_KILL)
      }, CAMPAIGN_LIMIT_MS)
      await instance.killServer()
      await instance.start()
      const result = (await playing) as Record<string, number>
      expect(result).toMatchObject({ drawn: objectsIn(IMAGES_TO_INTERRUPT), missing: 0, doubled: 0, labelQuality: { wrong: 0 } })
      expect(result.reconnects).toBeGreaterThan(0)
    },
    CAMPAIGN_LIMIT_MS,
  )

  test('a port that is taken is named, with ways out', async () => {
    const port = new URL(instance.url).port
    const words = ['up', '--port', port, '--data', join(folder, 'second')]
    const { code, stderr } = await runCommand(words, { npm_lifecycle_event: 'start' })
    expect(code).toBe(1)
    expect(stderr).toContain(`expected port ${port} of 127.0.0.1 to be free`)
    expect(stderr).toContain('Ways out:')
  })

  test('a project is deleted when asked for by name and with --yes', async () => {
    expect(await labelloop('project', 'delete', 'played', '--yes')).toMatchObject({ name: 'played', deleted: true })
    expect(await labelloop('project', 'list')).toMatchObject([{ name: 'interrupted' }, { name: 'painted' }])
  })
})

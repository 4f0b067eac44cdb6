import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readManifest, takeSnapshot } from '#server/datasets/snapshots.ts'
import { placeUpload, uploadsFolder } from '#server/datasets/upload-files.ts'
import { examiningQuality } from '#server/examining-quality.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import { EMBEDDER_ID, EMBEDDING_SIZE } from '#server/ml/embedding/image-embedder.ts'
import { isExaminationDue } from '#server/quality/examination-due.ts'
import { keepFindings } from '#server/quality/keep-findings.ts'
import { reserveNext } from '#server/queue/next-asset.ts'
import { packed } from '#server/store/vectors.ts'
import type { Route, RouteInput, RouteResponse } from '#shared/contract.ts'
import {
  type AssetId,
  type ImportId,
  type JobId,
  newId,
  type OperationId,
  type ProjectId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { BatchReport, ShownFinding } from '#shared/domain/quality.ts'
import { type QualityRuleId, QualityRules } from '#shared/domain/quality-rule.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { routes } from '#shared/routes.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'
import { describeWithData } from '../datasets/importing.ts'
import { aPicture } from '../datasets/made-up-images.ts'
import { oddImages, vocOf } from './odd-images.ts'

const EMPTY = { ontology: { version: 1, labels: [] } }
const USUAL = 34

/** A vector of length one near a direction, apart from others near it by a little. */
function aVector(random: Random, direction: number): Float32Array {
  const vector = Float32Array.from({ length: EMBEDDING_SIZE }, (_, at) => (at === direction ? 1 : 0) + 0.06 * random.normal())
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

describeWithMongo('quality control', () => {
  let server: DataServer
  beforeAll(async () => {
    server = await startDataServer()
  })
  afterAll(() => server?.close())

  async function call<R extends Route>(token: string, route: R, input: RouteInput<R>): Promise<RouteResponse<R>> {
    const {
      params = {},
      query = {},
      body,
    } = input as { params?: Record<string, string>; query?: Record<string, string>; body?: unknown }
    const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
    const init = { method: route.method.toUpperCase(), ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await server.ask(`${path}?${new URLSearchParams(query)}`, token, init)
    const said: unknown = await answer.json()
    if (!answer.ok) throw new Error(`${answer.status} ${(said as { detail?: string }).detail}`)
    return route.response.parse(said) as RouteResponse<R>
  }
  /** A project that a manager has imported these files into, as a job. */
  async function imported(files: Record<string, Uint8Array>, approve = true) {
    const projectId = await server.project(EMPTY)
    const { token, id: userId } = await aStoredPerson(server.store, projectId, 'manager')
    const importId = await brought(projectId, token, files, approve)
    return { projectId, token, userId, importId }
  }
  async function brought(projectId: ProjectId, token: string, files: Record<string, Uint8Array>, approve = true) {
    const importId = newId<ImportId>('imp')
    const folder = uploadsFolder(server.config.dataFolder)
    await placeUpload(folder, { projectId, importId, path: 'import.zip' }, zipSync(files, { level: 0 }))
    const { jobId } = await call(token, routes.data.startImport, { params: { projectId }, body: { importId, approve } })
    expect(await server.ended(jobId)).toMatchObject({ state: 'succeeded' })
    return importId
  }
  async function examined(projectId: ProjectId, token: string): Promise<unknown> {
    const { jobId } = await call(token, routes.quality.examine, { params: { projectId } })
    const job = await server.ended(jobId as JobId)
    expect(job).toMatchObject({ state: 'succeeded' })
    return job.result
  }
  const findings = async (
    projectId: ProjectId,
    token: string,
    rule: QualityRuleId,
    status: 'open' | 'dismissed' | 'mended' = 'open',
  ) => (await call(token, routes.quality.findings, { params: { projectId }, query: { rule, status } })).items
  const namesOf = (found: readonly ShownFinding[]) => found.map(({ asset }) => asset.name)
  const assetNamed = async (projectId: ProjectId, name: string) => {
    const asset = await server.store.assets.findOne({ projectId, name })
    if (!asset) throw new Error(`Expected an image ${name}`)
    return asset
  }

  describe('of what an import brings', () => {
    let odd: Awaited<ReturnType<typeof imported>>
    beforeAll(async () => {
      odd = await imported(await oddImages(USUAL))
    })

    test.each<[QualityRuleId, string]>([
      ['blur', 'blurred.png'],
      ['dark', 'dark.png'],
      ['bright', 'bright.png'],
      ['blank', 'blank.png'],
      ['small', 'small.png'],
      ['repeat', 'usual-again.png'],
      ['tiny-label', 'labels.png'],
      ['huge-label', 'labels.png'],
      ['repeated-label', 'labels.png'],
    ])('finds by the rule %s just %s, before anybody else looks', async (rule, name) => {
      const names = namesOf(await findings(odd.projectId, odd.token, rule))
      expect(names).toContain(name)
      expect(names.filter((other) => other.startsWith('usual-') && other !== name)).toEqual([])
    })

    test('names the labels it is about, and the image that is repeated', async () => {
      const [doubled] = await findings(odd.projectId, odd.token, 'repeated-label')
      expect(doubled?.annotationIds).toHaveLength(1)
      expect(doubled?.value).toBeGreaterThan(0.9)
      expect(doubled?.boxes).toEqual([[50 / 160, 50 / 120, 40 / 160, 41 / 120].map((share) => expect.closeTo(share, 6))])
      const [again] = await findings(odd.projectId, odd.token, 'repeat')
      expect(again?.other).toBe((await assetNamed(odd.projectId, 'usual-1.png'))._id)
    })

    test('sets aside what shows nothing: it is not handed out, not frozen, and says so', async () => {
      const blank = await assetNamed(odd.projectId, 'blank.png')
      expect(blank.status).toBe('quarantined')
      const [finding] = await findings(odd.projectId, odd.token, 'blank')
      expect(finding).toMatchObject({ aside: 'approved', status: 'open' })
      const { blobs, store } = server
      const frozen = []
      for await (const { name } of readManifest(blobs, await takeSnapshot({ store, blobs }, odd.projectId))) frozen.push(name)
      expect(frozen).toHaveLength(USUAL + 6)
      expect(frozen).not.toContain('blank.png')
    })

    test('is found in words', async () => {
      const ask = async (query: string) =>
        (await call(odd.token, routes.data.assets, { params: { projectId: odd.projectId }, query: { query } })).items.map(
          ({ name }) => name,
        )
      expect(await ask('finding:dark')).toEqual(['dark.png'])
      expect(await ask('finding:dark,bright')).toEqual(['bright.png', 'dark.png'])
      expect(await ask('finding:any status:quarantined')).toEqual(['blank.png'])
      expect(await ask('not finding:any')).toHaveLength(USUAL)
      await expect(ask('finding:nonsense')).rejects.toThrow('Expected one of any, small')
    })

    test('says what saving other rules would find, and that is what they find', async () => {
      const { projectId, token } = odd
      const { rules } = await call(token, routes.quality.show, { params: { projectId } })
      const wider = QualityRules.parse({
        ...rules,
        small: { ...rules.small, threshold: 120 },
        dark: { ...rules.dark, on: false },
      })
      const before = await findings(projectId, token, 'small')
      const preview = await call(token, routes.quality.preview, { params: { projectId }, body: wider })
      const previewed = Object.fromEntries(preview.map(({ rule, finds }) => [rule, finds]))
      expect(previewed).toMatchObject({ small: USUAL + 7, dark: 0 })
      expect(await findings(projectId, token, 'small')).toEqual(before)
      const { jobId } = await call(token, routes.quality.changeRules, { params: { projectId }, body: wider })
      await server.ended(jobId as JobId)
      const state = await call(token, routes.quality.show, { params: { projectId } })
      expect(state).toMatchObject({ images: USUAL + 7, examined: USUAL + 7 })
      expect(state.counts.find(({ rule }) => rule === 'small')?.open).toBe(USUAL + 7)
      expect(state.counts.find(({ rule }) => rule === 'dark')).toMatchObject({ open: 0, mended: 1 })
      const again = await call(token, routes.quality.changeRules, { params: { projectId }, body: rules })
      await server.ended(again.jobId as JobId)
      expect(namesOf(await findings(projectId, token, 'small'))).toEqual(['small.png'])
      expect(namesOf(await findings(projectId, token, 'dark'))).toEqual(['dark.png'])
    })
  })

  test('takes back in with one act what it set aside, and never sets that aside again', async () => {
    const { projectId, token } = await imported(await oddImages(1))
    const [blank] = await findings(projectId, token, 'blank')
    const decide = (decision: 'release' | 'quarantine' | 'dismiss' | 'reopen', id = blank?.id ?? '') =>
      call(token, routes.quality.decide, { params: { projectId }, body: { findings: [id], decision } })
    expect(await decide('release')).toMatchObject({
      refused: [],
      findings: [{ status: 'dismissed', aside: null, asset: { status: 'approved' } }],
    })
    await server.store.assetQuality.updateMany({ projectId }, { $set: { judgedBy: 'others' } })
    await examined(projectId, token)
    expect((await assetNamed(projectId, 'blank.png')).status).toBe('approved')
    expect(await decide('quarantine')).toMatchObject({
      findings: [{ status: 'open', aside: 'approved', asset: { status: 'quarantined' } }],
    })
    expect(await decide('release')).toMatchObject({ findings: [{ asset: { status: 'approved' } }] })
    expect(await decide('reopen')).toMatchObject({ findings: [{ status: 'open' }] })
    const log = await server.store.operations
      .find({ assetId: blank?.assetId as AssetId })
      .sort({ sequence: 1 })
      .toArray()
    const statuses = log.flatMap(({ operations }) => operations.flatMap((one) => (one.type === 'asset' ? one.status : [])))
    expect(statuses).toEqual(['approved', 'quarantined', 'approved', 'quarantined', 'approved'])
  })

  test('takes back in what was approved as approved, by whichever of its findings', async () => {
    const { projectId, token } = await imported(await oddImages(1))
    const body = QualityRules.parse({ small: { threshold: 10_000 } })
    const { jobId } = await call(token, routes.quality.changeRules, { params: { projectId }, body })
    await server.ended(jobId as JobId)
    const small = (await findings(projectId, token, 'small')).find(({ asset }) => asset.name === 'blank.png')
    expect(small).toMatchObject({ aside: null, asset: { status: 'quarantined' } })
    const { findings: after } = await call(token, routes.quality.decide, {
      params: { projectId },
      body: { findings: [small?.id ?? ''], decision: 'release' },
    })
    expect(after).toMatchObject([{ status: 'dismissed', asset: { status: 'approved' } }])
    await server.store.assetQuality.updateMany({ projectId }, { $set: { judgedBy: 'others' } })
    await examined(projectId, token)
    expect((await assetNamed(projectId, 'blank.png')).status).toBe('approved')
  })

  test('leaves an image as it is that nobody set aside, when somebody takes it back in', async () => {
    const { projectId, token } = await imported(await oddImages(1))
    const [dark] = await findings(projectId, token, 'dark')
    const { findings: after } = await call(token, routes.quality.decide, {
      params: { projectId },
      body: { findings: [dark?.id ?? ''], decision: 'release' },
    })
    expect(after).toMatchObject([{ status: 'dismissed', asset: { status: 'approved' } }])
  })

  test('what a person decides while an image is being judged stands', async () => {
    const { projectId, token } = await imported(await oddImages(1))
    const [dark] = await findings(projectId, token, 'dark')
    const asset = await assetNamed(projectId, 'dark.png')
    const { qualityFindings, assets } = server.store
    // Somebody dismisses the finding just after it was read.
    const meanwhile = {
      find: (filter: object) => ({
        async toArray() {
          const rows = await qualityFindings.find(filter).toArray()
          await qualityFindings.updateOne({ _id: dark?.id ?? '' }, { $set: { status: 'dismissed' } })
          return rows
        },
      }),
      bulkWrite: qualityFindings.bulkWrite.bind(qualityFindings),
    } as unknown as typeof qualityFindings
    const found = { rule: 'dark' as const, value: 0, threshold: 0.05, annotationIds: [], other: null, what: null }
    await keepFindings(
      { store: { assets, qualityFindings: meanwhile }, setAside: async () => null },
      { projectId, rules: QualityRules.parse({}) },
      [{ asset, asked: ['dark'], found: [found] }],
    )
    expect(namesOf(await findings(projectId, token, 'dark', 'dismissed'))).toEqual(['dark.png'])
    expect((await assetNamed(projectId, 'dark.png')).found ?? []).not.toContain('dark')
  })

  test('goes on after a crash with the changed images that are left', async () => {
    const { projectId, token } = await imported(await oddImages(1))
    await examined(projectId, token)
    await server.store.operations.updateMany({ projectId }, { $set: { at: 1 } })
    const { _id: assetId, revision } = await assetNamed(projectId, 'dark.png')
    const operation = { id: newId<OperationId>('op'), type: 'asset', base: revision, status: 'review' } as const
    await server.operations.commit({ assetId, user: null, operations: [operation] })
    await server.operations.settled()
    const crashing = {
      job: { projectId },
      signal: new AbortController().signal,
      progress: async () => {
        throw new Error('the worker is gone')
      },
    } as unknown as JobContext
    const { examine } = examiningQuality({ store: server.store, blobs: server.blobs, operations: server.operations })
    await expect(examine(crashing)).rejects.toThrow('the worker is gone')
    await server.store.operations.updateMany({ projectId }, { $set: { at: 1 } })
    expect(await isExaminationDue(server.store, projectId, Date.now())).toBe(true)
    expect(await examined(projectId, token)).toMatchObject({ examined: 1 })
  })

  test('hands out nothing that is set aside', async () => {
    const blank = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#123456' } })
      .png()
      .toBuffer()
    const { projectId, userId } = await imported({ 'a-blank.png': blank, 'b-picture.png': await aPicture(5) })
    const next = () =>
      reserveNext({ store: server.store }, { projectId, userId: userId as UserId, role: 'annotator', except: [] })
    expect((await next())?.name).toBe('b-picture.png')
  })

  test('a finding is mended when the label is, and open again when it is broken again', async () => {
    const { projectId, token } = await imported(await oddImages(1), false)
    await examined(projectId, token)
    const [tiny] = await findings(projectId, token, 'tiny-label')
    const [annotationId] = tiny?.annotationIds ?? []
    const assetId = tiny?.assetId as AssetId
    const reshape = async (width: number) => {
      const row = await server.store.annotations.findOne({ _id: annotationId as never })
      const shape = { kind: 'box', x: 10, y: 10, width, height: 30 } as const
      const operation = {
        id: newId<OperationId>('op'),
        type: 'update',
        annotationId: annotationId as never,
        base: row?.revision ?? 0,
        patch: { shape },
      } as const
      await server.operations.commit({ assetId, user: null, operations: [operation] })
      await server.operations.settled()
      await examined(projectId, token)
    }
    await reshape(40)
    expect(await findings(projectId, token, 'tiny-label')).toEqual([])
    expect(namesOf(await findings(projectId, token, 'tiny-label', 'mended'))).toEqual(['labels.png'])
    expect((await assetNamed(projectId, 'labels.png')).found).not.toContain('tiny-label')
    await reshape(2)
    expect(namesOf(await findings(projectId, token, 'tiny-label'))).toEqual(['labels.png'])
  })

  test('a finding that was dismissed stays dismissed, whatever is looked at again', async () => {
    const { projectId, token } = await imported(await oddImages(1))
    const [dark] = await findings(projectId, token, 'dark')
    const body = { findings: [dark?.id ?? ''], decision: 'dismiss' as const }
    await call(token, routes.quality.decide, { params: { projectId }, body })
    await server.store.assetQuality.updateMany({ projectId }, { $set: { judgedBy: 'others' } })
    await examined(projectId, token)
    expect(await findings(projectId, token, 'dark')).toEqual([])
    expect(namesOf(await findings(projectId, token, 'dark', 'dismissed'))).toEqual(['dark.png'])
  })

  test('looks at what is new alone', async () => {
    const { projectId, token } = await imported(await oddImages(4))
    expect(await examined(projectId, token)).toMatchObject({ examined: 11 })
    // What changed a moment ago is looked at once more, lest clocks differ.
    await server.store.operations.updateMany({ projectId }, { $set: { at: 1 } })
    expect(await examined(projectId, token)).toMatchObject({ examined: 0 })
    expect(await isExaminationDue(server.store, projectId, Date.now())).toBe(false)
    await brought(projectId, token, { 'one-more.png': await aPicture(77) })
    expect(await isExaminationDue(server.store, projectId, Date.now())).toBe(true)
    expect(await examined(projectId, token)).toMatchObject({ examined: 1 })
  })

  test('holds vectors against each other once they are there: what is like no other, and what is like an earlier one', async () => {
    const files = Object.fromEntries(
      await Promise.all(
        Array.from({ length: 60 }, async (_, seed) => [`${String(seed).padStart(2, '0')}.png`, await aPicture(seed)]),
      ),
    )
    const { projectId, token } = await imported(files)
    await examined(projectId, token)
    expect(await findings(projectId, token, 'outlier')).toEqual([])
    const assets = await server.store.assets.find({ projectId }).sort({ name: 1 }).toArray()
    const random = createRandom(11)
    const vectors = assets.map((_, place) => aVector(random, place === 58 ? 1 : 0))
    vectors[59] = (vectors[7] as Float32Array).slice()
    await server.store.assetEmbeddings.insertMany(
      assets.map(({ _id }, place) => ({
        _id,
        projectId,
        embedder: EMBEDDER_ID,
        vector: packed(vectors[place] as Float32Array),
        unreadable: null,
      })),
    )
    await server.store.operations.updateMany({ projectId }, { $set: { at: 1 } })
    expect(await examined(projectId, token)).toMatchObject({ examined: 60 })
    expect(namesOf(await findings(projectId, token, 'outlier'))).toEqual(['58.png'])
    const alike = await findings(projectId, token, 'look-alike')
    const pair = [assets[7], assets[59]].sort((a, b) => (a?.order ?? 0) - (b?.order ?? 0))
    expect(alike).toMatchObject([{ assetId: pair[1]?._id, other: pair[0]?._id }])
    expect(await examined(projectId, token)).toMatchObject({ examined: 0 })
  })

  test('only who reviews decides, and only who manages changes rules', async () => {
    const { projectId, token } = await imported(await oddImages(1))
    const { token: annotator } = await aStoredPerson(server.store, projectId, 'annotator')
    const { token: stranger } = await aStoredPerson(server.store, projectId, null)
    const [dark] = await findings(projectId, token, 'dark')
    const body = { findings: [dark?.id ?? ''], decision: 'dismiss' as const }
    await expect(call(annotator, routes.quality.decide, { params: { projectId }, body })).rejects.toThrow('403')
    const rules = QualityRules.parse({})
    await expect(call(annotator, routes.quality.changeRules, { params: { projectId }, body: rules })).rejects.toThrow('403')
    await expect(call(stranger, routes.quality.show, { params: { projectId } })).rejects.toThrow('403')
    expect(await findings(projectId, annotator, 'dark')).toHaveLength(1)
    const elsewhere = await imported({ 'x.png': await aPicture(3) })
    const others = await call(elsewhere.token, routes.quality.decide, { params: { projectId: elsewhere.projectId }, body })
    expect(others.findings).toEqual([])
    expect(await findings(projectId, token, 'dark')).toHaveLength(1)
  })

  describe('of batches', () => {
    async function batch(from: number, count: number, { gamma = 1, label = 'cell' } = {}) {
      const files: Record<string, Uint8Array> = {}
      for (let seed = from; seed < from + count; seed++) {
        const picture = await aPicture(seed, { width: 160, height: 120 })
        files[`${seed}.png`] = gamma === 1 ? picture : await sharp(picture).linear(gamma, 0).png().toBuffer()
        files[`${seed}.xml`] = strToU8(vocOf(`${seed}.png`, [[10, 10, 60, 60]], { width: 160, height: 120 }, label))
      }
      return files
    }
    const reportsOf = (projectId: ProjectId, token: string) => call(token, routes.quality.batches, { params: { projectId } })
    const stateOf = (report: BatchReport | undefined, signal: string) =>
      report?.signals.find((one) => one.signal === signal)?.state

    test('names what differs from the batches before, by a test that is stated, and what is new in it', async () => {
      const { projectId, token } = await imported(await batch(1, 60))
      await brought(projectId, token, await batch(200, 60))
      await brought(projectId, token, await batch(400, 60, { gamma: 0.4, label: 'nucleus' }))
      const [darker, alike, first] = await reportsOf(projectId, token)
      expect(first).toMatchObject({ images: 60, annotations: 60, unlabelled: 0, against: null, signals: [] })
      expect(first).toMatchObject({
        formats: [{ name: 'png', count: 60, isNew: false }],
        colourModes: [{ name: 'RGB', count: 60, isNew: false }],
        sizes: [{ name: '160 x 120', count: 60, isNew: false }],
        labels: [{ name: 'cell', count: 60, isNew: false }],
      })
      expect(alike?.against).toEqual({ batches: 1, images: 60 })
      expect(alike?.signals.filter(({ state }) => state !== 'steady')).toEqual([])
      expect(darker?.against).toEqual({ batches: 2, images: 120 })
      expect(stateOf(darker, 'brightness')).toBe('drifted')
      expect(darker?.signals.find(({ signal }) => signal === 'brightness')).toMatchObject({ test: 'ks' })
      expect(stateOf(darker, 'labelMix')).toBe('drifted')
      expect(stateOf(darker, 'aspect')).toBe('steady')
      expect(darker?.labels).toEqual([{ name: 'nucleus', count: 60, isNew: true }])
    })

    test('says of a small one that it is too small to judge, counts what was found, and forgets one that was taken back', async () => {
      const { projectId, token, importId } = await imported(await batch(1, 31))
      const oddId = await brought(projectId, token, await oddImages(0))
      const odd = await call(token, routes.quality.batch, { params: { projectId, importId: oddId } })
      expect(new Set(odd?.signals.map(({ state }) => state))).toEqual(new Set(['few']))
      expect(odd?.findings.find(({ rule }) => rule === 'blank')).toEqual({
        rule: 'blank',
        open: 1,
        dismissed: 0,
        mended: 0,
        aside: 1,
      })
      const { jobId } = await call(token, routes.data.undoImport, { params: { projectId, importId: oddId } })
      await server.ended(jobId)
      expect((await reportsOf(projectId, token)).map(({ id }) => id)).toEqual([importId])
      expect(await findings(projectId, token, 'dark')).toEqual([])
      expect(await server.store.assetQuality.countDocuments({ projectId })).toBe(31)
    })
  })

  test('an import of before there were reports gets its own when the project is looked at', async () => {
    const { projectId, token, importId } = await imported({ 'a.png': await aPicture(1), 'b.png': await aPicture(2) })
    await server.store.batchReports.deleteMany({ projectId })
    const show = () => call(token, routes.quality.batch, { params: { projectId, importId } })
    expect(await show()).toBeNull()
    await examined(projectId, token)
    expect(await show()).toMatchObject({ id: importId, images: 2, annotations: 0 })
  })

  describeWithData('of raccoons', 'raccoon', (folder) => {
    test('finds the three grey photographs among two hundred in colour', async () => {
      const projectId = await server.project(EMPTY)
      const { token } = await aStoredPerson(server.store, projectId, 'manager')
      await server.importFolder(projectId, folder)
      await examined(projectId, token)
      const odd = await findings(projectId, token, 'colour-mode')
      expect(odd.map(({ what }) => what).filter((what) => what === 'grey')).toHaveLength(3)
      expect(await server.store.assets.countDocuments({ projectId, status: 'quarantined' })).toBe(0)
    })
  })

  describeWithData('of blood cells', 'bccd', (folder) => {
    test('sets nothing aside, and finds no image blurred, dark or bright', async () => {
      const projectId = await server.project(EMPTY)
      const { token } = await aStoredPerson(server.store, projectId, 'manager')
      await server.importFolder(projectId, folder, { approve: true, split: 'source' })
      expect(await examined(projectId, token)).toMatchObject({ examined: 364, aside: 0 })
      for (const rule of ['blank', 'blur', 'dark', 'bright', 'small', 'large'] as const)
        expect(await findings(projectId, token, rule)).toEqual([])
    })
  })

  test('every query it makes walks an index', async () => {
    const projectId = await server.project(EMPTY)
    const { store } = server
    const batch = newId<ImportId>('imp')
    const plans = [
      store.qualityFindings.find({ projectId, rule: 'blur', status: 'open' }).sort({ value: 1, _id: 1 }),
      store.qualityFindings.find({ projectId, rule: 'large', status: 'open' }).sort({ value: -1, _id: -1 }),
      store.qualityFindings.find({ batch }),
      store.qualityFindings.find({ assetId: { $in: ['a' as AssetId] } }),
      store.qualityFindings.find({ assetId: { $in: ['a' as AssetId] }, status: 'open' }),
      store.qualityFindings.find({ assetId: 'a' as AssetId, aside: { $ne: null } }),
      store.operations.find({ projectId, at: { $gt: 1 } }),
      store.assetQuality.find({ projectId, judgedBy: { $ne: 'x' } }),
      store.assetQuality.find({ projectId, judgedBy: 'x', looked: false, _id: { $gt: 'a' as AssetId } }).sort({ _id: 1 }),
      store.assetQuality.find({ projectId }).sort({ _id: 1 }),
      store.batchReports.find({ projectId, at: { $lte: 1 } }).sort({ at: -1 }),
      store.assets
        .find({ projectId, status: { $in: ['approved', 'review', 'begun'] } })
        .sort({ lottery: 1 })
        .hint({ projectId: 1, status: 1, lottery: 1 }),
      store.assets.find({ 'brought.by': batch, 'brought.as': { $gt: '' } }).sort({ 'brought.as': 1 }),
      store.assets.find({ projectId, near: { $in: [1, 2] } }),
    ]
    for (const cursor of plans) {
      const { queryPlanner } = await cursor.explain('queryPlanner')
      expect(JSON.stringify(queryPlanner.winningPlan)).not.toMatch(/COLLSCAN|"stage":"SORT"/)
    }
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formats } from '#server/datasets/formats/index.ts'
import { readManifest, takeSnapshot } from '#server/datasets/snapshots.ts'
import { changedAssets } from '#server/datasets/versions/changed-assets.ts'
import type { Route, RouteInput, RouteResponse } from '#shared/contract.ts'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetId, JobId, ProjectId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { RestoreReport } from '#shared/domain/version.ts'
import type { Operation, Patch } from '#shared/operations.ts'
import { ExportReport } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { aStoredPerson } from '../../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../../support/mongo.ts'
import { changing, drawing, setting } from '../../../support/operations.ts'
import { writeVocSet } from '../../../support/voc-set.ts'
import { type DataServer, startDataServer } from '../data-server.ts'
import { aPicture } from '../made-up-images.ts'

const IMAGES = 12
/** Some eighty archives. */
const EXPORTS_LIMIT_MS = 300_000
const EMPTY = { ontology: { version: 1, labels: [] } }

describeWithMongo('a version', () => {
  let server: DataServer
  let folder: string
  let classes: string
  beforeAll(async () => {
    server = await startDataServer()
    classes = join(server.folder, 'classes')
    for (let index = 0; index < IMAGES; index++) {
      const place = join(classes, index % 2 === 0 ? 'even' : 'odd')
      mkdirSync(place, { recursive: true })
      writeFileSync(join(place, `${index}.png`), await aPicture(index))
    }
    folder = join(server.folder, 'set')
    await writeVocSet(folder, { images: IMAGES, seed: 1 })
  })
  afterAll(() => server?.close())

  /** A project of its own with all images approved, somebody who may do all, and its first version. */
  async function prepared(task: 'detection' | 'classification' = 'detection') {
    const projectId = await server.project({ ...EMPTY, task })
    await server.importFolder(projectId, task === 'detection' ? folder : classes, { approve: true })
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    return { projectId, token, first: await takeSnapshot(server, projectId) }
  }
  async function call<R extends Route>(token: string, route: R, input: RouteInput<R>): Promise<RouteResponse<R>> {
    const { params = {}, query = {}, body } = input as { params?: object; query?: Record<string, string>; body?: unknown }
    const path = route.path.replace(/:(\w+)/g, (_, key: string) => (params as Record<string, string>)[key] ?? '')
    const init = { method: route.method.toUpperCase(), ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await server.ask(`${path}?${new URLSearchParams(query)}`, token, init)
    const said = await answer.json()
    if (!answer.ok) throw new Error(`${answer.status} ${said.detail}`)
    return route.response.parse(said) as RouteResponse<R>
  }
  async function resultOf(jobId: JobId): Promise<unknown> {
    const job = await server.ended(jobId)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    return job.result
  }
  const commit = async (assetId: AssetId, ...operations: Operation[]) => {
    const { outcomes } = await server.operations.commit({ assetId, user: null, operations })
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(operations.map(() => 'applied'))
    await server.operations.settled()
  }
  const patch = (annotation: { _id: Annotation['id']; revision: number }, change: Patch) =>
    changing(annotation._id, annotation.revision, change)
  const addition = () => drawing({ label: 'disc', status: 'approved', origin: { type: 'import', format: 'test' } })
  const contentOf = async (snapshot: Snapshot): Promise<string[]> => {
    const said: string[] = []
    for await (const { annotations, ...asset } of readManifest(server.blobs, snapshot))
      said.push(JSON.stringify([asset, annotations.map(({ revision: _revision, ...one }) => one)]))
    return said
  }
  /** Deletes, moves, relabels and adds labels, and takes an approval back. */
  async function disturb(projectId: ProjectId): Promise<void> {
    const [a, b, c, d] = await server.assets(projectId)
    if (!a || !b || !c || !d) throw new Error('Expected four images')
    const on = async (assetId: AssetId) => server.store.annotations.find({ assetId }).sort({ _id: 1 }).toArray()
    const [first, second] = [await on(a._id), await on(b._id)]
    if (!first[0] || !first[1] || !second[0]) throw new Error('Expected annotations')
    await commit(
      a._id,
      patch(first[0], { status: 'deleted' }),
      patch(first[1], { label: 'block', shape: { kind: 'box', x: 1, y: 2, width: 30, height: 20 } }),
    )
    await commit(b._id, patch(second[0], { attributes: { blurred: true }, occluded: true }))
    await commit(c._id, addition(), addition())
    await commit(d._id, setting('review', d.revision))
  }

  test('is compared with another one, image by image', async () => {
    const { projectId, token, first } = await prepared()
    await disturb(projectId)
    const second = await takeSnapshot(server, projectId)
    const params = { projectId, snapshotId: second.id }
    const { difference, assets, total } = await call(token, routes.versions.compare, { params, query: { before: first.id } })
    expect(difference.assets).toEqual({ added: 0, removed: 1, changed: 3, moved: 0 })
    expect(difference.annotations).toEqual({ added: 2, removed: 4, changed: 2 })
    expect(total).toBe(4)
    expect(assets.map(({ change }) => change).sort()).toEqual(['changed', 'changed', 'changed', 'removed'])
    const [one] = assets.filter(({ added }) => added === 2)
    expect(one?.before.map(({ change }) => change)).toEqual(['same', 'same', 'same'])
    expect(one?.after.filter(({ change }) => change === 'added')).toHaveLength(2)
    const back = await call(token, routes.versions.compare, {
      params: { projectId, snapshotId: first.id },
      query: { before: second.id, limit: '1', cursor: '3' },
    })
    expect(back).toMatchObject({ total: 4, next: null, difference: { assets: { added: 1, removed: 0, changed: 3 } } })
    expect(back.assets).toHaveLength(1)
    const same = await call(token, routes.versions.compare, { params, query: { before: second.id } })
    expect(same).toMatchObject({ total: 0, next: null })
  })

  test('says the same of two manifests, whichever way they are kept', async () => {
    const { projectId, first } = await prepared()
    await disturb(projectId)
    const second = await takeSnapshot(server, projectId)
    const flat = async ({ digest }: Snapshot) => {
      const lines: string[] = []
      for await (const entry of readManifest(server.blobs, { digest })) lines.push(`${JSON.stringify(entry)}\n`)
      return (await server.blobs.put({ bytes: Buffer.from(lines.join('')) })).hash
    }
    const [a, b] = [await flat(first), await flat(second)]
    const differences = async (before: string, after: string) => {
      const found: (string | undefined)[][] = []
      for await (const pair of changedAssets(server.blobs, before, after)) found.push([pair.before?.name, pair.after?.name])
      return found
    }
    const expected = await differences(first.digest, second.digest)
    expect(expected).toHaveLength(4)
    for (const [before, after] of [
      [a, b],
      [a, second.digest],
      [first.digest, b],
    ] as const)
      expect(await differences(before, after)).toEqual(expected)
  })

  test('brings the labels back to what they were, said before and undone afterwards', async () => {
    const { projectId, token, first } = await prepared()
    const before = await contentOf(first)
    await disturb(projectId)
    const disturbed = await contentOf(await takeSnapshot(server, projectId))
    const params = { projectId, snapshotId: first.id }
    const restore = async (snapshotId: Snapshot['id'], dryRun: boolean) => {
      const { jobId } = await call(token, routes.versions.restore, { params: { ...params, snapshotId }, body: { dryRun } })
      const report = RestoreReport.parse(await resultOf(jobId))
      await server.operations.settled()
      return report
    }
    const would = await restore(first.id, true)
    expect(would).toMatchObject({ dryRun: true, assets: 4, changed: 2, returned: 1, removed: 2, unapproved: 0, losses: [] })
    expect(await contentOf(await takeSnapshot(server, projectId))).toEqual(disturbed)
    const did = await restore(first.id, false)
    expect(did).toEqual({ ...would, dryRun: false, before: expect.any(String) })
    expect(await contentOf(await takeSnapshot(server, projectId))).toEqual(before)
    expect(await restore(first.id, true)).toMatchObject({ assets: 0, changed: 0, returned: 0, removed: 0, unapproved: 0 })
    const undone = await restore(did.before as Snapshot['id'], false)
    expect(undone).toMatchObject({ unapproved: 1 })
    expect(await contentOf(await takeSnapshot(server, projectId))).toEqual(disturbed)
  })

  test('approves every image again that it holds, also those that were set back alike', async () => {
    const { projectId, token, first } = await prepared()
    const before = await contentOf(first)
    const assets = await server.assets(projectId)
    expect(new Set(assets.map(({ revision }) => revision)).size).toBe(1)
    for (const { _id, revision } of assets.slice(1)) await commit(_id, setting('review', revision))
    const { jobId } = await call(token, routes.versions.restore, { params: { projectId, snapshotId: first.id }, body: {} })
    expect(RestoreReport.parse(await resultOf(jobId))).toMatchObject({ assets: IMAGES - 1, losses: [] })
    await server.operations.settled()
    expect(new Set((await server.assets(projectId)).map(({ status }) => status))).toEqual(new Set(['approved']))
    expect(await contentOf(await takeSnapshot(server, projectId))).toEqual(before)
  })

  test('brings labels back that the project has no more, and names images that are gone', async () => {
    const { projectId, token, first } = await prepared()
    const [gone] = await server.assets(projectId)
    await server.store.assets.deleteOne({ _id: gone?._id as AssetId })
    await server.store.projects.updateOne({ _id: projectId }, { $pull: { 'ontology.labels': { name: 'disc' } } })
    const disc = await server.store.annotations.findOne({ projectId, assetId: { $ne: gone?._id as AssetId }, label: 'disc' })
    if (!disc) throw new Error('Expected a disc')
    await commit(disc.assetId, patch(disc, { status: 'deleted' }))
    const params = { projectId, snapshotId: first.id }
    const { jobId } = await call(token, routes.versions.restore, { params, body: {} })
    const report = RestoreReport.parse(await resultOf(jobId))
    expect(report).toMatchObject({ assets: 1, losses: [{ what: 'images that are gone', count: 1, example: gone?.name }] })
    const { ontology } = (await server.store.projects.findOne({ _id: projectId })) ?? {}
    expect(ontology?.labels.map(({ name }) => name)).toContain('disc')
  })

  test('becomes a project that sees it as one of its folds: that fold validates, the test split stays', async () => {
    const { projectId, token, first } = await prepared()
    const admin = await aStoredPerson(server.store, projectId, null)
    await server.store.users.updateOne({ _id: admin.id as never }, { $set: { admin: true } })
    const params = { projectId, snapshotId: first.id }
    const { assets } = await call(token, routes.versions.folds, { params, query: { folds: '3', seed: '7' } })
    const body = { name: `Fold of ${projectId}`, view: { folds: 3, seed: 7, fold: 1 } }
    const branch = await call(admin.token, routes.versions.branch, { params, body })
    await resultOf(branch.jobId)
    const named = (rows: { name: string }[]) => rows.map(({ name }) => name).sort()
    const split = async (id: ProjectId, wanted: string) => named((await server.assets(id)).filter((one) => one.split === wanted))
    expect(await split(branch.projectId, 'validation')).toEqual(named(assets.filter(({ fold }) => fold === 1)))
    expect(await split(branch.projectId, 'train')).toEqual(named(assets.filter(({ fold }) => fold !== 1)))
    expect(await split(branch.projectId, 'test')).toEqual(await split(projectId, 'test'))
  })

  test('is exported as one of its folds sees it: that fold as validation, the test split as it is', async () => {
    const { projectId, token, first } = await prepared()
    const params = { projectId, snapshotId: first.id }
    const { assets } = await call(token, routes.versions.folds, { params, query: { folds: '3', seed: '7' } })
    const exported = async (more: object) => {
      const body = { format: 'yolo', snapshotId: first.id, fold: { folds: 3, seed: 7, fold: 1 }, ...more }
      const { jobId } = await call(token, routes.data.startExport, { params: { projectId }, body })
      const { download, annotations } = ExportReport.parse(await resultOf(jobId))
      const archive = unzipSync(new Uint8Array(await (await server.ask(download, token)).arrayBuffer()))
      const stems = (split: string) =>
        Object.keys(archive)
          .flatMap((path) => new RegExp(`^labels/${split}/(.*)\\.txt$`).exec(path)?.[1] ?? [])
          .sort()
      return { stems, annotations }
    }
    const named = (rows: readonly { name: string }[]) =>
      rows
        .map(({ name }) =>
          name
            .replace(/\.\w+$/, '')
            .split('/')
            .at(-1),
        )
        .sort()
    const whole = await exported({})
    expect(whole.stems('val')).toEqual(named(assets.filter(({ fold }) => fold === 1)))
    expect(whole.stems('train')).toEqual(named(assets.filter(({ fold }) => fold !== 1)))
    expect(whole.stems('test')).toEqual(named((await server.assets(projectId)).filter(({ split }) => split === 'test')))
    const parts = [await exported({ split: 'train' }), await exported({ split: 'validation' }), await exported({ split: 'test' })]
    expect(parts[1]?.stems('val')).toEqual(whole.stems('val'))
    expect(parts.reduce((sum, { annotations }) => sum + annotations, 0)).toBe(whole.annotations)
  })

  test('becomes a project of its own with the same images, splits and labels', async () => {
    const { projectId, first } = await prepared()
    await disturb(projectId)
    const admin = await aStoredPerson(server.store, projectId, null)
    await server.store.users.updateOne({ _id: admin.id as never }, { $set: { admin: true } })
    const params = { projectId, snapshotId: first.id }
    const branch = await call(admin.token, routes.versions.branch, { params, body: { name: `Branch of ${projectId}` } })
    expect(await resultOf(branch.jobId)).toMatchObject({ assets: IMAGES, annotations: first.annotations, losses: [] })
    await server.operations.settled()
    const frozen = await takeSnapshot(server, branch.projectId)
    expect(frozen).toMatchObject({ annotations: first.annotations, assets: first.assets, labels: first.labels })
    const plain = async (snapshot: Snapshot) => {
      const said: unknown[] = []
      for await (const { annotations, hash, name, split, group } of readManifest(server.blobs, snapshot))
        said.push([hash, name, split, group, annotations.map(({ label, shape }) => JSON.stringify([label, shape])).sort()])
      return said
    }
    expect(await plain(frozen)).toEqual(await plain(first))
    expect((await server.assets(branch.projectId)).map(({ thumbnail }) => thumbnail).sort()).toEqual(
      (await server.assets(projectId)).map(({ thumbnail }) => thumbnail).sort(),
    )
  })

  test('becomes a project without the images that are gone, and counts the labels that came', async () => {
    const { projectId, first } = await prepared()
    const [gone] = await server.assets(projectId)
    await server.store.assets.deleteOne({ _id: gone?._id as AssetId })
    const admin = await aStoredPerson(server.store, projectId, null)
    await server.store.users.updateOne({ _id: admin.id as never }, { $set: { admin: true } })
    const params = { projectId, snapshotId: first.id }
    const branch = await call(admin.token, routes.versions.branch, { params, body: { name: `Rest of ${projectId}` } })
    expect(await resultOf(branch.jobId)).toMatchObject({
      assets: IMAGES - 1,
      annotations: first.annotations - first.annotations / IMAGES,
      losses: [{ what: 'images that are gone', count: 1, example: gone?.name }],
    })
  })

  test.each(['detection', 'classification'] as const)(
    'of a %s project is exported again byte for byte in every format, whatever has happened since',
    async (task) => {
      const { projectId, token, first } = await prepared(task)
      const written = formats.all.filter(({ id, write, tasks }) => write !== null && tasks.includes(task) && id !== 'cvat-video')
      expect(written.length).toBeGreaterThan(task === 'detection' ? 20 : 1)
      const archives = async () => {
        const hashes = new Map<string, string>()
        for (const { id: format } of written) {
          const body = { format, images: true, snapshotId: first.id }
          const { jobId } = await call(token, routes.data.startExport, { params: { projectId }, body })
          hashes.set(format, ExportReport.parse(await resultOf(jobId)).download)
        }
        return hashes
      }
      const before = await archives()
      // What an export writes is named by its hash.
      expect(new Set(before.values()).size).toBeGreaterThan(1)
      if (task === 'detection') await disturb(projectId)
      await server.store.projects.updateOne({ _id: projectId }, { $set: { 'ontology.labels.0.color': '#123456' } })
      await server.store.projects.updateOne(
        { _id: projectId },
        { $push: { 'ontology.labels': { $each: [ANOTHER], $position: 0 } } },
      )
      expect(await archives()).toEqual(before)
    },
    EXPORTS_LIMIT_MS,
  )

  test('is named, described and found by its name, which no other has', async () => {
    const { projectId, token, first } = await prepared()
    await disturb(projectId)
    const second = await takeSnapshot(server, projectId)
    const mark = (snapshotId: Snapshot['id'], body: object) =>
      call(token, routes.versions.mark, { params: { projectId, snapshotId }, body })
    expect((await mark(first.id, { name: 'gold', note: 'as published', tags: ['paper'] })).marks).toEqual({
      name: 'gold',
      note: 'as published',
      tags: ['paper'],
    })
    await expect(mark(second.id, { name: 'gold' })).rejects.toThrow('There is a version named "gold" already')
    const { snapshot, card, markdown } = await call(token, routes.versions.show, { params: { projectId, snapshotId: first.id } })
    expect(snapshot).toMatchObject({ digest: first.digest, marks: { name: 'gold' } })
    expect(card).toMatchObject({
      task: 'detection',
      shapes: [{ name: 'box', count: 3 * IMAGES }],
      origins: [{ name: 'import voc', count: 3 * IMAGES }],
      objects: [{ count: 3, images: IMAGES }],
      sizes: [{ name: '160x120', count: IMAGES }],
      people: [{ name: null, annotations: 3 * IMAGES }],
    })
    expect(card?.limits.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['small-test', 'mostly-imported']))
    for (const part of ['version 1: gold', 'as published', first.digest, '| disc |', '| import voc | 36 |'])
      expect(markdown).toContain(part)
  })

  test('is parted into folds, each image that is not for testing in one', async () => {
    const { projectId, token, first } = await prepared()
    const params = { projectId, snapshotId: first.id }
    const { folds, assets } = await call(token, routes.versions.folds, { params, query: { folds: '3' } })
    const entries: ManifestEntry[] = []
    for await (const entry of readManifest(server.blobs, first)) entries.push(entry)
    const meant = entries.filter(({ split }) => split !== 'test').map(({ assetId }) => assetId)
    expect(assets.map(({ assetId }) => assetId).sort()).toEqual(meant.sort())
    expect(folds.map(({ images }) => images).reduce((sum, images) => sum + images, 0)).toBe(meant.length)
    const summary = await call(token, routes.versions.folds, { params, query: { folds: '3', detail: 'summary' } })
    expect(summary).toMatchObject({ folds, assets: [] })
  })

  test('tells what lies in two of its folds and belongs in one', async () => {
    const { projectId, token, first } = await prepared()
    const wish = { params: { projectId, snapshotId: first.id }, query: { folds: '2' } }
    const { assets } = await call(token, routes.versions.folds, wish)
    const [here, there] = [0, 1].map((fold) => assets.find((asset) => asset.fold === fold))
    if (!here || !there) throw new Error('Expected an image in each fold')
    await server.store.assets.updateMany({ _id: { $in: [here.assetId, there.assetId] } }, { $set: { meta: { patient: '17' } } })
    const { leaks, leaking } = await call(token, routes.versions.folds, wish)
    const found = leaks.filter(({ kind }) => kind === 'metadata')
    expect(found).toMatchObject([{ shared: 'patient 17', assets: expect.arrayContaining([here, there]) }])
    expect(leaking).toBe(leaks.length)
  })

  test('tells what lies in two splits and belongs in one', async () => {
    const { projectId, token } = await prepared()
    const leaksIn = async () => {
      const { id: snapshotId } = await takeSnapshot(server, projectId)
      return call(token, routes.versions.leaks, { params: { projectId, snapshotId } })
    }
    const [first, second] = await server.assets(projectId)
    if (!first || !second) throw new Error('Expected two images')
    const set = (assetId: AssetId, fields: object) => server.store.assets.updateOne({ _id: assetId }, { $set: fields })
    await set(first._id, { split: 'train', group: 'same' })
    await set(second._id, { split: 'test', group: 'same' })
    expect((await leaksIn()).leaks).toContainEqual(
      expect.objectContaining({
        kind: 'group',
        shared: 'same',
        assets: expect.arrayContaining([{ assetId: first._id, name: first.name, split: 'train' }]),
      }),
    )
    await set(second._id, { group: 'another', perceptualHash: 'f0f0f0f0f0f0f0f1' })
    await set(first._id, { perceptualHash: 'f0f0f0f0f0f0f0f0' })
    expect((await leaksIn()).leaks).toContainEqual(expect.objectContaining({ kind: 'near-duplicate', shared: '1' }))
    await set(second._id, { perceptualHash: '0123456789abcdef', name: 'frame_jpg.rf.0123456789abcdef.jpg' })
    await set(first._id, { name: 'frame_jpg.rf.fedcba9876543210.jpg' })
    expect((await leaksIn()).leaks).toContainEqual(expect.objectContaining({ kind: 'name', shared: 'frame' }))
    await set(first._id, { meta: { patient_id: '17', site: 'north' } })
    await set(second._id, { meta: { patient_id: '17', site: 'north' } })
    const ofMetadata = (await leaksIn()).leaks.filter(({ kind }) => kind === 'metadata')
    expect(ofMetadata).toMatchObject([{ shared: 'patient_id 17' }])
  })
})

const ANOTHER = {
  name: 'another',
  color: '#abcdef',
  key: null,
  floor: 5,
  margin: 0.05,
  retired: false,
  parent: null,
  shape: null,
  attributes: [],
  skeleton: null,
  formerNames: [],
}

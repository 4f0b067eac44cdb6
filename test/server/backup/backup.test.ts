import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '#server/backup/back-up.ts'
import type { BackupManifest } from '#server/backup/backup-manifest.ts'
import { exportProject, importProject } from '#server/backup/move-project.ts'
import { keysOfProject, rowsOf } from '#server/backup/project-rows.ts'
import { openRepository } from '#server/backup/repository.ts'
import { allRows, restoreAll } from '#server/backup/restore.ts'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { ContentDamaged } from '#server/store/content-damaged.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { createSecret, findSecret } from '#server/users/secrets.ts'
import { createUser } from '#server/users/user-records.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { anEndedExport } from '../../support/ended-export.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { drawing } from '../../support/operations.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type Importing, openImporting } from '../datasets/importing.ts'

const IMAGES = 12
const WEEK_MS = 7 * 24 * 3600_000
const say = () => undefined

describeWithMongo('a backup', () => {
  let source: Importing
  let projectId: ProjectId
  let manager: Awaited<ReturnType<typeof aStoredPerson>>
  const stores: Store[] = []
  beforeAll(async () => {
    source = await openImporting()
    projectId = await source.project({ name: 'Kept', ontology: { version: 1, labels: [] } })
    const folder = join(source.folder, 'set')
    await writeVocSet(folder, { images: IMAGES, seed: 1 })
    await source.importFolder(projectId, folder, { approve: true })
    await createUser(source.store, { name: 'admin', passwordHash: 'argon', admin: true, roles: {} })
    manager = await aStoredPerson(source.store, projectId, 'manager', 'Mona')
    await createSecret(source.store, { userId: manager.id, kind: 'session', name: 'a browser' })
    await takeSnapshot(source, projectId)
  })
  afterAll(async () => {
    await source?.close()
    for (const store of stores) await store.close()
  })

  /** A fresh installation, with an admin of its own who has a way in. */
  async function fresh() {
    const store = await openStore(testDatabase().uri)
    stores.push(store)
    const folder = temporaryFolder()
    const blobs = await openBlobs(`file:${join(folder, 'blobs')}`)
    const admin = await createUser(store, { name: 'admin', passwordHash: null, admin: true, roles: {} })
    const { secret } = await createSecret(store, { userId: admin.id, kind: 'api', name: 'command line on this machine' })
    return { store, blobs, folder, secret }
  }
  const repositoryIn = async (folder = temporaryFolder()) => ({ folder, repository: await openRepository(folder) })
  const kept = (repository: Awaited<ReturnType<typeof openRepository>>) =>
    backUp({ store: source.store, blobs: source.blobs, repository, version: 'test', say })

  test('restored into a fresh installation is the same, row by row and content by content', async () => {
    const { repository } = await repositoryIn()
    const { manifest } = await kept(repository)
    const target = await fresh()
    const restored = await restoreAll({ ...target, repository, say }, manifest)
    expect(restored).toMatchObject({ digest: manifest.digest, missing: [], blobs: manifest.blobs.count })
    const again = await repositoryIn()
    const { manifest: copy } = await backUp({ ...target, repository: again.repository, version: 'test', say })
    const differing = copy.collections.filter(
      ({ name, sha256 }) => manifest.collections.find((one) => one.name === name)?.sha256 !== sha256,
    )
    // Whoever could sign in to the fresh one still can.
    expect(differing.map(({ name }) => name)).toEqual(['secrets'])
    for (const { hash, thumbnail } of await source.assets(projectId)) {
      expect(readFileSync(await target.blobs.onDisk(hash))).toEqual(readFileSync(await source.blobs.onDisk(hash)))
      expect(await target.blobs.has(thumbnail)).toBe(true)
    }
  })

  test('keeps the tokens of its people, not their sessions, and lets the fresh installation in as its own admin', async () => {
    const { repository } = await repositoryIn()
    const { manifest } = await kept(repository)
    const target = await fresh()
    await restoreAll({ ...target, repository, say }, manifest)
    expect(await findSecret(target.store, manager.token)).toMatchObject({ userId: manager.id })
    expect(await target.store.secrets.countDocuments({ kind: 'session' })).toBe(0)
    const admin = await target.store.users.findOne({ admin: true })
    expect(await target.store.users.countDocuments({ name: 'admin' })).toBe(1)
    expect(admin?.passwordHash).toBe('argon')
    expect(await findSecret(target.store, target.secret)).toMatchObject({ userId: admin?._id })
  })

  test('counts each content once, however many rows need it', async () => {
    const { repository } = await repositoryIn()
    const { manifest, copied } = await kept(repository)
    const target = await fresh()
    await restoreAll({ ...target, repository, say }, manifest)
    const came = { count: 0, bytes: 0 }
    for await (const { bytes } of target.blobs.list()) {
      came.count++
      came.bytes += bytes
    }
    expect(manifest.blobs.count).toBe(came.count)
    expect(copied).toEqual(came)
  })

  test('names contents that are gone, and misses no archive whose time to be fetched is over', async () => {
    const { repository } = await repositoryIn()
    const whole = await kept(repository)
    const gone = 'a'.repeat(64)
    await anEndedExport(source.store, projectId, { hash: gone, finishedAt: Date.now() })
    await anEndedExport(source.store, projectId, { hash: 'b'.repeat(64), finishedAt: Date.now() - WEEK_MS })
    try {
      const { manifest, copied } = await kept(repository)
      expect(manifest.missing).toEqual([gone])
      expect(manifest.blobs.count).toBe(whole.manifest.blobs.count)
      expect(copied).toEqual({ count: 0, bytes: 0 })
    } finally {
      await source.store.jobs.deleteMany({ projectId })
    }
  })

  test('names contents that are damaged in a bucket, and keeps all others', async () => {
    const { repository } = await repositoryIn()
    const [first] = await source.assets(projectId)
    const damaged = first?.hash as string
    // A bucket tells it at the end of what it sends.
    async function* broken() {
      yield Buffer.from('something else')
      throw new ContentDamaged(damaged, 'the bucket')
    }
    const blobs = {
      ...source.blobs,
      open: (hash: string) => (hash === damaged ? Readable.from(broken()) : source.blobs.open(hash)),
    }
    const { manifest } = await backUp({ store: source.store, blobs, repository, version: 'test', say })
    expect(manifest.missing).toEqual([damaged])
    expect(await repository.contents.has(first?.thumbnail as string)).toBe(true)
  })

  test('again costs what is new, and the older one stays as it was', async () => {
    const { folder, repository } = await repositoryIn()
    const first = await kept(repository)
    const second = await kept(repository)
    expect(second.manifest.digest).toBe(first.manifest.digest)
    expect(second.copied).toEqual({ count: 0, bytes: 0 })
    const before = contentsIn(folder)
    const [asset] = await source.assets(projectId)
    await source.operations.commit({
      assetId: asset?._id as AssetId,
      user: null,
      operations: [drawing({ label: 'disc', status: 'approved', origin: { type: 'import', format: 'test' } })],
    })
    await source.operations.settled()
    const third = await kept(repository)
    expect(third.manifest.digest).not.toBe(first.manifest.digest)
    // The rows of annotations, assets and operations: of each a part, its page and its root, and a part and a page more where new content ends one.
    expect(contentsIn(folder).length - before.length).toBeLessThanOrEqual(15)
    expect(await repository.list()).toEqual([first.name, second.name, third.name])
    expect(await repository.read(first.name)).toEqual(first.manifest)
    expect(await repository.read()).toEqual(third.manifest)
  })

  test('holds one moment, while people go on', async () => {
    const { repository } = await repositoryIn()
    const rows = await source.assets(projectId)
    let isOver = false
    const drawn = (async () => {
      while (!isOver)
        for (const { _id } of rows)
          await source.operations.commit({
            assetId: _id,
            user: null,
            operations: [drawing({ label: 'disc', status: 'approved', origin: { type: 'import', format: 'test' } })],
          })
    })()
    const { manifest } = await kept(repository)
    isOver = true
    await drawn
    const target = await fresh()
    await restoreAll({ ...target, repository, say }, manifest)
    for (const { _id, sequence } of await target.store.assets.find({ projectId }).toArray()) {
      const logged = await target.store.operations.find({ assetId: _id }).sort({ sequence: 1 }).toArray()
      expect(logged.map((commit) => commit.sequence)).toEqual(logged.map((_, index) => index + 1))
      expect(sequence).toBeLessThanOrEqual(logged.length)
      const projected = await target.store.annotations.find({ assetId: _id }).toArray()
      expect(Math.max(0, ...projected.map((one) => one.sequence))).toBeLessThanOrEqual(logged.length)
    }
  })

  test('that was interrupted is not there, and the next one takes up what it left', async () => {
    const { folder, repository } = await repositoryIn()
    await kept(repository)
    const [name] = await repository.list()
    rmSync(join(folder, 'backups', name ?? ''))
    await expect(repository.read()).rejects.toMatchObject({ code: 'not_found' })
    expect((await kept(repository)).copied.count).toBe(0)
  })

  test('that was damaged is refused with what is wrong, and nothing of it is seen', async () => {
    const { folder, repository } = await repositoryIn()
    const { manifest } = await kept(repository)
    const annotations = manifest.collections.find(({ name }) => name === 'annotations')
    for (const part of contentsIn(folder)) {
      if (part.endsWith(annotations?.tree ?? '-')) writeFileSync(part, 'x')
    }
    const target = await fresh()
    await expect(restoreAll({ ...target, repository, say }, manifest)).rejects.toThrow()
    expect(await target.store.projects.countDocuments({})).toBe(0)
  })

  test('is not restored over somebody’s work', async () => {
    const { repository } = await repositoryIn()
    const { manifest } = await kept(repository)
    await expect(restoreAll({ store: source.store, blobs: source.blobs, repository, say }, manifest)).rejects.toThrow(
      'Expected a fresh installation',
    )
    const target = await fresh()
    await createUser(target.store, { name: 'Otto', passwordHash: null, admin: false, roles: {} })
    await expect(restoreAll({ ...target, repository, say }, manifest)).rejects.toThrow('2 people have an account')
  })

  test('interrupted in the midst of a restore shows nothing, and completes when it is done again', async () => {
    const { repository } = await repositoryIn()
    const { manifest } = await kept(repository)
    const target = await fresh()
    const stopAt = (sentence: string) => (said: string) => {
      if (said.includes(sentence)) throw new Error('killed')
    }
    for (const moment of ['contents', 'rows of annotations', 'rows of operations', 'rows of snapshots']) {
      await expect(restoreAll({ ...target, repository, say: stopAt(moment) }, manifest)).rejects.toThrow('killed')
      expect(await target.store.projects.countDocuments({})).toBe(0)
      expect(await target.store.users.countDocuments({})).toBe(1)
    }
    expect((await restoreAll({ ...target, repository, say }, manifest)).digest).toBe(manifest.digest)
  })

  test('of one project brings it into an installation that has others, with its people but not their rights', async () => {
    const { repository } = await repositoryIn()
    const { manifest } = await exportProject(
      { store: source.store, blobs: source.blobs, repository, version: 'test', say },
      { id: projectId, name: 'Kept' },
    )
    expect(manifest.collections.map(({ name }) => name)).not.toContain('secrets')
    const users = manifest.collections.find(({ name }) => name === 'users')
    const people = source.store.whole.read<object>(await allRows({ repository }, users))
    expect(people).toHaveLength(2)
    for (const person of people) expect(person).not.toHaveProperty('passwordHash')
    const other = await openImporting()
    try {
      await other.project({ name: 'Kept' })
      await createUser(other.store, { name: 'Mona', passwordHash: null, admin: false, roles: {} })
      const deps = { store: other.store, blobs: other.blobs, repository, say }
      const moved = await importProject(deps, manifest)
      expect(moved).toMatchObject({ id: projectId, name: 'Kept (2)' })
      const rows = async (importing: Importing) =>
        (await importing.annotations(projectId)).map((row) => JSON.stringify(row)).sort()
      expect(await rows(other)).toEqual(await rows(source))
      const mona = await other.store.users.findOne({ _id: manager.id })
      expect(mona).toMatchObject({ admin: false, passwordHash: null, roles: { [projectId]: 'manager' } })
      expect(mona?.name).toMatch(/^Mona \(/)
      await takeSnapshot(other, projectId)
      await expect(importProject(deps, manifest)).rejects.toThrow('is here already')
    } finally {
      await other.close()
    }
  })

  test('of one project takes the place of what an interrupted import of it has left, and of nothing else', async () => {
    const { repository } = await repositoryIn()
    const run = { _id: 'run_of_the_project', projectId, number: 1 }
    await source.store.runs.insertOne(run as never)
    const { manifest } = await exportProject(
      { store: source.store, blobs: source.blobs, repository, version: 'test', say },
      { id: projectId, name: 'Kept' },
    )
    await source.store.runs.deleteOne({ _id: run._id as never })
    const other = await openImporting()
    try {
      const neighbour = await other.project({ name: 'Neighbour' })
      const { savedViews, curves, counters } = other.store
      await savedViews.insertMany([
        { _id: 'left', projectId },
        { _id: 'own', projectId: neighbour },
      ] as never[])
      await curves.insertMany([
        { _id: 'left', runId: run._id },
        { _id: 'own', runId: 'run_of_the_neighbour' },
      ] as never[])
      await counters.insertMany([
        { _id: `assets:${projectId}`, value: 999 },
        { _id: `assets:${neighbour}`, value: 7 },
      ])
      await importProject({ store: other.store, blobs: other.blobs, repository, say }, manifest)
      for (const collection of [savedViews, curves])
        expect((await (collection as typeof savedViews).find({}).toArray()).map(({ _id }) => _id)).toEqual(['own'])
      const counted = await source.store.counters.findOne({ _id: `assets:${projectId}` })
      expect(await counters.findOne({ _id: `assets:${projectId}` })).toEqual(counted)
      expect(await counters.findOne({ _id: `assets:${neighbour}` })).toMatchObject({ value: 7 })
    } finally {
      await other.close()
    }
  })

  test('of one project brings nothing that is not the project’s, whoever made it', async () => {
    const stranger = await source.project({ name: 'Stranger' })
    await source.store.savedViews.insertOne({ _id: 'of_the_stranger', projectId: stranger } as never)
    const keys = await keysOfProject(source.store, projectId)
    const made = async (also: (name: string) => object | null) => {
      const { repository } = await repositoryIn()
      const filterOf = (name: string) => also(name) ?? rowsOf(keys)(name)
      const scope = { project: 'Kept', filterOf, without: () => [] }
      const { manifest } = await backUp({ store: source.store, blobs: source.blobs, repository, version: 'test', say }, scope)
      return { repository, manifest }
    }
    const other = await openImporting()
    try {
      const victim = await other.project({ name: 'Victim' })
      await other.store.savedViews.insertOne({ _id: 'of_the_victim', projectId: victim } as never)
      await other.store.curves.insertOne({ _id: 'of_the_victim', runId: 'run_of_the_victim' } as never)
      await other.store.runs.insertOne({ _id: 'run_of_the_victim', projectId: victim, number: 1 } as never)
      const bringing = async (
        made: Promise<Pick<Parameters<typeof importProject>[0], 'repository'> & { manifest: BackupManifest }>,
      ) => {
        const { repository, manifest } = await made
        return importProject({ store: other.store, blobs: other.blobs, repository, say }, manifest)
      }
      await expect(bringing(made((name) => (name === 'secrets' ? {} : null)))).rejects.toThrow('holds secrets, too')
      await expect(bringing(made((name) => (name === 'savedViews' ? {} : null)))).rejects.toThrow(
        'savedViews of the project alone',
      )
      // A copy for a rater that is called as a project here, and a run that is called as one here.
      await source.store.projects.insertOne({ _id: victim, name: 'A copy', blind: { of: projectId } } as never)
      await expect(
        bringing(made((name) => (name === 'projects' ? { _id: { $in: [projectId, victim] } } : null))),
      ).rejects.toThrow('Victim is here already')
      await source.store.projects.deleteOne({ _id: victim })
      await source.store.runs.insertOne({ _id: 'run_of_the_victim', projectId, number: 7 } as never)
      await expect(bringing(made(() => null))).rejects.toThrow('belongs to another project here')
      await source.store.runs.deleteOne({ _id: 'run_of_the_victim' as never })
      expect(await other.store.secrets.countDocuments({})).toBe(0)
      expect(await other.store.savedViews.find({}).toArray()).toHaveLength(1)
      expect(await other.store.curves.find({}).toArray()).toHaveLength(1)
      expect(await other.store.projects.countDocuments({})).toBe(1)
    } finally {
      await other.close()
      await source.store.projects.deleteOne({ _id: stranger })
      await source.store.savedViews.deleteMany({})
    }
  })
})

function contentsIn(folder: string): string[] {
  return readdirSync(join(folder, 'contents'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

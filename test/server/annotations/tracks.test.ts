import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '#server/store/store.ts'
import { framesCursor, listTracks, partsCursor } from '#server/videos/track-runs.ts'
import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, type AssetId, newId, type ProjectId, type TrackId, type VideoId } from '#shared/domain/ids.ts'
import type { Track } from '#shared/domain/track.ts'
import type { Operation, Patch } from '#shared/operations.ts'
import type { Box } from '#shared/shapes/index.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type LabelServer, startLabelServer, type TestClient } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { annotationOf, changing, drawing } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'

const FRAMES = 10
const GONE = null

describeWithMongo('a track through the frames of a video', () => {
  let store: Store
  let server: LabelServer
  let projectId: ProjectId
  let person: TestClient
  let frames: AssetId[]
  let videoId: VideoId
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startLabelServer(store)
    projectId = await aStoredProject(store)
    person = await server.connect((await aStoredPerson(store, projectId, 'annotator')).token)
  })
  afterAll(async () => {
    await server?.close()
    await store?.close()
  })
  beforeEach(async () => {
    videoId = newId<VideoId>('vid')
    frames = []
    for (let frame = 0; frame < FRAMES; frame++)
      frames.push(await aStoredAsset(store, projectId, { video: { id: videoId, name: 'clip', frame }, order: frame }))
  })

  const aTrack = (number: number): Track => ({ id: newId<TrackId>('trk'), number, keyframe: true, outside: false })
  const box = (x: number): Box => ({ kind: 'box', x, y: 10, width: 50, height: 40 })
  async function commit(frame: number, ...operations: Operation[]) {
    const assetId = frames[frame] as AssetId
    await person.send('asset:open', { assetId })
    const answer = await person.send('annotation:commit', { assetId, operations })
    if (!answer.ok) throw new Error(answer.error.message)
    expect(answer.value.outcomes.map(({ outcome }) => outcome)).toEqual(operations.map(() => 'applied'))
    return operations
  }
  const draw = async (frame: number, x: number, track: Track): Promise<AnnotationId> => {
    const operation = drawing({ shape: box(x), track })
    await commit(frame, operation)
    return annotationOf(operation)
  }
  const rowsAt = (frame: number) => store.annotations.find({ assetId: frames[frame] as AssetId }).toArray()
  async function partAt(frame: number, id: TrackId) {
    return (await rowsAt(frame)).find((row) => row.track?.id === id && isVisible(row)) ?? null
  }
  async function change(frame: number, track: TrackId, patch: (row: Pick<Annotation, 'track'>) => Patch): Promise<void> {
    const row = await partAt(frame, track)
    if (!row) throw new Error(`Expected the track at frame ${frame}`)
    await commit(frame, changing(row._id, row.revision, patch(row)))
  }
  const keyed = ({ track }: Pick<Annotation, 'track'>): Pick<Patch, 'track'> =>
    track ? { track: { ...track, keyframe: true, outside: false } } : {}
  /** The left edge of the track at every frame. */
  async function edges(id: TrackId): Promise<(number | null)[]> {
    const rows = await Promise.all(frames.map((_, frame) => partAt(frame, id)))
    return rows.map((row) => (row ? Math.round((row.shape as Box).x) : GONE))
  }
  const becomes = (id: TrackId, expected: (number | null)[]) => eventually(async () => expect(await edges(id)).toEqual(expected))

  test('runs over ten frames by two keyframes, and is corrected in the middle', async () => {
    const track = aTrack(1)
    await draw(0, 0, track)
    await becomes(track.id, [0, ...Array(9).fill(GONE)])
    await draw(9, 90, track)
    await becomes(track.id, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    expect(await partAt(4, track.id)).toMatchObject({ label: 'cat', status: 'draft', track: { keyframe: false } })
    await change(5, track.id, (row) => ({ shape: box(100), ...keyed(row) }))
    await becomes(track.id, [0, 20, 40, 60, 80, 100, 98, 95, 93, 90])
  })

  test('taking a change back takes back what followed from it', async () => {
    const track = aTrack(1)
    await draw(0, 0, track)
    const last = await draw(9, 90, track)
    await becomes(track.id, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    await change(5, track.id, (row) => ({ shape: box(100), ...keyed(row) }))
    await becomes(track.id, [0, 20, 40, 60, 80, 100, 98, 95, 93, 90])
    await change(5, track.id, ({ track: now }) => ({ shape: box(50), track: { ...(now as Track), keyframe: false } }))
    await becomes(track.id, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    await commit(9, changing(last, 1, { status: 'deleted' }))
    await becomes(track.id, [0, ...Array(9).fill(GONE)])
  })

  test('is cut in two, and joined again', async () => {
    const track = aTrack(1)
    const other: Track = { ...aTrack(2) }
    await draw(0, 0, track)
    await draw(9, 90, track)
    await becomes(track.id, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    const end = drawing({ shape: box(50), status: 'deleted', track: { ...track, outside: true } })
    const cut = (await partAt(5, track.id)) as NonNullable<Awaited<ReturnType<typeof partAt>>>
    await commit(5, end, changing(cut._id, cut.revision, { track: other }))
    await becomes(track.id, [0, 10, 20, 30, 40, ...Array(5).fill(GONE)])
    await becomes(other.id, [...Array(5).fill(GONE), 50, 60, 70, 80, 90])
    expect(await listTracks(store, projectId, videoId)).toMatchObject([
      { id: track.id, number: 1, spans: [[0, 4]], keyframes: [0], outside: [5] },
      { id: other.id, number: 2, spans: [[5, 9]], keyframes: [5, 9], outside: [] },
    ])
    await change(5, other.id, () => ({ track }))
    await becomes(track.id, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    await becomes(other.id, Array(10).fill(GONE))
  })

  test('fills the gap where two are merged, under one label', async () => {
    const [first, second] = [aTrack(1), aTrack(2)]
    await draw(0, 0, first)
    await draw(2, 20, first)
    const later = drawing({ shape: box(60), label: 'dog', track: second })
    await commit(6, later)
    await draw(8, 80, second)
    await becomes(second.id, [...Array(6).fill(GONE), 60, 70, 80, GONE])
    await change(6, second.id, () => ({ track: first, label: 'cat' }))
    await becomes(first.id, [0, 10, 20, 30, 40, 50, 60, 70, 80, GONE])
    expect((await partAt(8, first.id))?.label).toBe('cat')
  })

  test('gets a new label on every frame at once', async () => {
    const track = aTrack(1)
    await draw(0, 0, track)
    await draw(4, 40, track)
    await becomes(track.id, [0, 10, 20, 30, 40, ...Array(5).fill(GONE)])
    await change(2, track.id, () => ({ label: 'dog' }))
    await eventually(async () => {
      const labels = await Promise.all([0, 1, 2, 3, 4].map(async (frame) => (await partAt(frame, track.id))?.label))
      expect(labels).toEqual(Array(5).fill('dog'))
    })
  })

  test('is gone where it is said to be outside, up to the next keyframe', async () => {
    const track = aTrack(1)
    for (const frame of [0, 8]) await draw(frame, frame * 10, track)
    await becomes(track.id, [0, 10, 20, 30, 40, 50, 60, 70, 80, GONE])
    await change(6, track.id, (row) => keyed(row))
    await change(3, track.id, () => ({ status: 'deleted', track: { ...track, outside: true } }))
    await becomes(track.id, [0, 10, 20, GONE, GONE, GONE, 60, 70, 80, GONE])
  })

  test('keeps what is drawn between keyframes by whoever knows nothing of tracks', async () => {
    const track = aTrack(1)
    await draw(0, 0, track)
    await draw(9, 90, track)
    await becomes(track.id, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    await change(5, track.id, () => ({ shape: box(100) }))
    await becomes(track.id, [0, 20, 40, 60, 80, 100, 98, 95, 93, 90])
    expect((await partAt(5, track.id))?.track?.keyframe).toBe(true)
  })

  test('leaves frames alone that the person may not change', async () => {
    const track = aTrack(1)
    await store.assets.updateOne({ _id: frames[2] as AssetId }, { $set: { status: 'approved' } })
    await draw(0, 0, track)
    await draw(4, 40, track)
    await becomes(track.id, [0, 10, GONE, 30, 40, ...Array(5).fill(GONE)])
  })

  test('is read by indexes alone', async () => {
    const cursors = [framesCursor(store, projectId, videoId), partsCursor(store, frames)]
    for (const cursor of cursors) {
      const plan = JSON.stringify(await cursor.explain('queryPlanner'))
      expect(plan).toContain('"IXSCAN"')
      expect(plan).not.toMatch(/COLLSCAN|"stage":"SORT"[^_]/)
    }
  })
})

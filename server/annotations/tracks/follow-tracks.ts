import { type AnnotationId, newId, type VideoId } from '#shared/domain/ids.ts'
import { asKeyframe } from '#shared/domain/track.ts'
import type { DomainEvents } from '../../bus.ts'
import type { Store } from '../../store/store.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { OperationLog } from '../operation-log.ts'
import { type Planned, planFill, updating } from './plan-fill.ts'
import type { TouchedTrack } from './touched-tracks.ts'
import { type Frame, framesOf, rowsOfTrack } from './track-rows.ts'

/** Assets that are written to side by side. */
const COMMITS_AT_A_TIME = 32

export interface FollowDeps {
  readonly store: Pick<Store, 'assets' | 'annotations'>
  readonly operations: Pick<OperationLog, 'commit' | 'settled'>
}
type TracksChanged = DomainEvents['tracks.changed']

/**
 * Keeps the frames between keyframes true: whenever a person changes a track on one frame, the other frames follow by ordinary operations in
 * that person's name. Taking the change back takes back what followed. Frames that the person may not change stay as they are.
 */
export function createTrackFollower({ store, operations }: FollowDeps) {
  const inTurn = oneAtATime<VideoId>()
  const running = new Set<Promise<void>>()

  async function follow(event: TracksChanged): Promise<void> {
    const { projectId, assetId, touched } = event
    const asset = await store.assets.findOne({ _id: assetId, projectId }, { projection: { video: 1 } })
    const video = asset?.video
    if (!video) return
    await inTurn(video.id, async () => {
      await operations.settled()
      const frames = await framesOf(store, projectId, video.id)
      for (const one of touched) await carryOver(event, one, frames, video.frame)
      const ids = new Set(touched.flatMap(({ was, is }) => [was?.id ?? [], is?.id ?? []].flat()))
      for (const id of ids) await write(event, planFill(await rowsOfTrack(store, projectId, id), frames))
    })
  }

  /** What is true of a whole track, or of the rest of it, is said on its other frames too. */
  async function carryOver(event: TracksChanged, touched: TouchedTrack, frames: readonly Frame[], from: number) {
    const { annotationId, was, is, label, isDrawn } = touched
    if (!is) return
    const frameOf = new Map(frames.map(({ assetId, frame }) => [assetId, frame]))
    const planned: Planned[] = []
    // Whoever does not say that it is a keyframe has made it one all the same: what a person draws is not taken back.
    if (isDrawn && !is.keyframe && was && !was.keyframe)
      for (const row of await rowsOfTrack(store, event.projectId, is.id)) {
        const operation = row._id === annotationId ? updating(row, { track: asKeyframe(row.track) }) : null
        if (operation) planned.push({ assetId: row.assetId, operation })
      }
    // Cut in two, or joined to another: what comes later goes along.
    if (was && was.id !== is.id)
      for (const row of await rowsOfTrack(store, event.projectId, was.id)) {
        if ((frameOf.get(row.assetId) ?? from) <= from) continue
        const operation = updating(row, { track: { ...row.track, id: is.id, number: is.number } })
        if (operation) planned.push({ assetId: row.assetId, operation })
      }
    if (label !== null)
      for (const row of await rowsOfTrack(store, event.projectId, is.id)) {
        const operation = row.label === label ? null : updating(row, { label })
        if (operation) planned.push({ assetId: row.assetId, operation })
      }
    await write(event, planned)
  }

  async function write(event: TracksChanged, planned: readonly Planned[]): Promise<void> {
    for (let at = 0; at < planned.length; at += COMMITS_AT_A_TIME)
      await Promise.all(planned.slice(at, at + COMMITS_AT_A_TIME).map((one) => writeOne(event, one)))
    await operations.settled()
  }

  async function writeOne({ user, may }: TracksChanged, { assetId, operation }: Planned): Promise<void> {
    const request = { assetId, user, may, isFollowing: true }
    const { outcomes } = await operations.commit({ ...request, operations: [operation] })
    const [outcome] = outcomes
    // Its usual id belongs to another track since a cut; the same track's means that another server was faster.
    if (operation.type !== 'create' || outcome?.outcome !== 'refused' || !outcome.current) return
    if (outcome.current.track?.id === operation.track?.id) return
    await operations.commit({ ...request, operations: [{ ...operation, annotationId: newId<AnnotationId>('an') }] })
  }

  return {
    /** Follows a change; what touches the same video waits its turn. */
    follow(event: TracksChanged): Promise<void> {
      const run = follow(event).finally(() => running.delete(run))
      running.add(run)
      return run
    },
    /** When everything heard so far is followed, or has failed. */
    async settled(): Promise<void> {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}

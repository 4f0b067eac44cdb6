import { beforeEach, expect, test } from 'vitest'
import type { Video } from '#client/videos/video.ts'
import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AssetId, TrackId, VideoId } from '#shared/domain/ids.ts'
import type { TrackRun } from '#shared/routes/videos.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { settled } from '../annotations/client.ts'
import { aDesk } from '../workbench/desk-bench.ts'

const FRAMES = 30
const aBox = (x: number): Shape => ({ kind: 'box', x, y: 10, width: 50, height: 40 })
const aRun = (number: number, first: number, last: number): TrackRun => ({
  id: `trk_${number}` as TrackId,
  number,
  label: 'RBC',
  spans: [[first, last]],
  keyframes: [first, last],
  outside: [],
})

/** A desk on one frame of a video, with the desk of every other frame played by one. */
async function aFrame(place: number, tracks: readonly TrackRun[] = []) {
  const other = await aDesk()
  const bench = await aDesk({ next: other.desk.annotations })
  const visited: number[] = []
  const frames = Array.from({ length: FRAMES }, (_, frame) => ({ assetId: `frame_${frame}` as AssetId, frame }))
  const video: Video = { id: 'vid_1' as VideoId, name: 'clip', frames, place, tracks }
  const visit = (id: AssetId) => visited.push(frames.findIndex(({ assetId }) => assetId === id))
  Object.assign(bench.desk, { video, visit, asset: { ...bench.desk.asset, id: frames[place]?.assetId } })
  const only = (): Annotation => bench.visible()[0] as Annotation
  return {
    ...bench,
    other,
    visited,
    only,
    all: () => [...(bench.desk.annotations.getSnapshot().state?.annotations.values() ?? [])],
  }
}
type Frame = Awaited<ReturnType<typeof aFrame>>
type Bench = Pick<Frame, 'draw' | 'desk' | 'select' | 'visible'>

function drawTrack(frame: Bench, { id: trackId, number }: TrackRun, keyframe = true): Annotation {
  const [id] = frame.draw(aBox(10))
  const place = { id: trackId, number, keyframe, outside: false }
  frame.desk.annotations.change([{ type: 'update', annotationId: id as never, patch: { track: place } }])
  frame.select(id as never)
  frame.desk.ui.setState({ track: trackId })
  return frame.visible()[0] as Annotation
}

let frame: Frame
beforeEach(async () => {
  frame = await aFrame(12, [aRun(1, 0, 20)])
})

test('K makes a track with the next number, and K on its only keyframe makes it an ordinary shape again', () => {
  frame.select(...frame.draw(aBox(10)))
  frame.press('keyframe')
  expect(frame.only().track).toMatchObject({ number: 2, keyframe: true, outside: false })
  frame.press('keyframe')
  expect(frame.only().track).toBeNull()
})

test('K on a frame between keyframes makes it one, and again gives it back to the others', () => {
  drawTrack(frame, aRun(1, 0, 20), false)
  frame.press('keyframe')
  expect(frame.only().track).toMatchObject({ keyframe: true })
  frame.press('keyframe')
  expect(frame.only().track).toMatchObject({ keyframe: false })
})

test('a shape moved between keyframes becomes one, in one step of undo', () => {
  const { id } = drawTrack(frame, aRun(1, 0, 20), false)
  frame.press('nudge', 'arrowright')
  expect(frame.only()).toMatchObject({ id, shape: aBox(11), track: { keyframe: true } })
  frame.press('undo')
  expect(frame.only()).toMatchObject({ shape: aBox(10), track: { keyframe: false } })
})

test('K where the track in hand is not brings it over from its last keyframe, ready to be moved', async () => {
  const late = await aFrame(25, [aRun(1, 0, 20)])
  drawTrack(late.other, aRun(1, 0, 20))
  late.desk.ui.setState({ track: 'trk_1' as TrackId })
  late.press('keyframe')
  await settled()
  expect(late.only()).toMatchObject({ shape: aBox(10), label: 'RBC', track: { id: 'trk_1', keyframe: true } })
  expect(late.ui().selection).toEqual([late.only().id])
})

test('O takes the object away from here on, and brings it back', () => {
  drawTrack(frame, aRun(1, 0, 20))
  frame.press('outside')
  expect(frame.visible()).toEqual([])
  expect(frame.all()[0]).toMatchObject({ status: 'deleted', track: { keyframe: true, outside: true } })
  frame.press('outside')
  expect(frame.only()).toMatchObject({ status: 'draft', track: { keyframe: true, outside: false } })
})

test('what is deleted on one frame does not come back from its neighbours', () => {
  drawTrack(frame, aRun(1, 0, 20), false)
  frame.press('remove')
  expect(frame.all()[0]).toMatchObject({ status: 'deleted', track: { keyframe: true, outside: true } })
})

test('Alt+M cuts the track before the frame, and one undo makes it whole', () => {
  const { id } = drawTrack(frame, aRun(1, 0, 20))
  frame.press('splitTrack')
  expect(frame.only()).toMatchObject({ id, track: { number: 2, keyframe: true } })
  const [end] = frame.all().filter((annotation) => !isVisible(annotation))
  expect(end?.track).toEqual({ id: 'trk_1', number: 1, keyframe: true, outside: true })
  frame.press('undo')
  expect(frame.visible()).toHaveLength(1)
  expect(frame.only()).toMatchObject({ id, track: { id: 'trk_1', number: 1 } })
  expect(frame.desk.annotations.getSnapshot().remark).toBeNull()
})

test('M on one track and on a later one makes them one; tracks on the same frames stay two', async () => {
  const gap = await aFrame(15, [aRun(1, 0, 10), aRun(2, 15, 20), aRun(3, 5, 18)])
  drawTrack(gap, aRun(2, 15, 20))
  gap.desk.ui.setState({ merging: 'trk_3' as TrackId })
  gap.press('mergeTracks')
  expect(gap.ui().note).toMatch(/on the same frames/)
  gap.desk.ui.setState({ merging: 'trk_1' as TrackId })
  gap.press('mergeTracks')
  await settled()
  expect(gap.only().track).toEqual({ id: 'trk_1', number: 1, keyframe: true, outside: false })
  expect(gap.ui()).toMatchObject({ merging: null, note: 'Tracks 1 and 2 are one.' })
})

test('Ctrl+B lets the selected go on for a step, as tracks', async () => {
  frame.select(...frame.draw(aBox(10), aBox(100)))
  frame.press('propagate')
  await settled()
  const numbers = frame.visible().map(({ track }) => track?.number)
  expect(numbers).toEqual([2, 3])
  expect(frame.other.visible().map(({ shape, track }) => [shape, track?.number, track?.keyframe])).toEqual([
    [aBox(10), 2, true],
    [aBox(100), 3, true],
  ])
  expect(frame.ui().note).toBe('2 tracks go on to frame 22.')
  frame.press('propagate')
  await settled()
  expect(frame.other.visible()).toHaveLength(2)
})

test('V and C step, E and R go to the keyframes around', () => {
  frame.desk.ui.setState({ track: 'trk_1' as TrackId, reach: 25 })
  for (const act of ['stepForward', 'stepBack', 'nextKeyframe', 'previousKeyframe'] as const) frame.press(act)
  expect(frame.visited).toEqual([29, 0, 20, 0])
})

test('a tap on Space plays, and another one stops', () => {
  frame.press('play', 'space')
  expect(frame.ui().isPlaying).toBe(false)
  frame.press('play')
  expect(frame.ui().isPlaying).toBe(true)
  frame.press('play', 'space')
  frame.press('play')
  expect(frame.ui().isPlaying).toBe(false)
})

test('on an image that is no frame a person hears so', async () => {
  const bench = await aDesk()
  bench.select(...bench.draw(aBox(10)))
  bench.press('keyframe')
  expect(bench.ui().note).toBe('This image is no frame of a video.')
})

import { expect, test } from 'vitest'
import { formats } from '#server/datasets/formats/index.ts'
import type { TrackId, VideoId } from '#shared/domain/ids.ts'
import { aTree, readAll } from './read-all.ts'
import { anEntry, anEntryAnnotation, writtenTree } from './written.ts'

const IMAGE = 'the content does not matter to a format'
const FRAMES = Object.fromEntries(Array.from({ length: 6 }, (_, frame) => [`images/frame_00000${frame}.PNG`, IMAGE]))
const meta =
  '<meta><task><mode>interpolation</mode><labels><label><name>car</name><type>any</type></label></labels></task></meta>'
const box = (frame: number, x: number, more = '') =>
  `<box frame="${frame}" keyframe="1" outside="0" occluded="0" xtl="${x}" ytl="5" xbr="${x + 10}" ybr="15" z_order="0" ${more}></box>`
const gone = (frame: number) => box(frame, 0).replace('outside="0"', 'outside="1"')
const file = (tracks: string) => `<?xml version="1.0"?><annotations><version>1.1</version>${meta}${tracks}</annotations>`

test('a track of keyframes alone is filled in between, up to where it is outside', async () => {
  const track = `<track id="0" label="car" source="manual">${box(1, 10)}${box(3, 30)}${gone(4)}</track>`
  const { images, losses, rejected } = await readAll(await aTree({ ...FRAMES, 'annotations.xml': file(track) }))
  expect([losses, rejected]).toEqual([[], []])
  expect(
    images.map(({ video, annotations }) => [video?.frame, ...annotations.map(({ shape, track }) => [shape, track])]),
  ).toEqual([
    [0],
    [
      1,
      [
        { kind: 'box', x: 10, y: 5, width: 10, height: 10 },
        { number: 0, isKeyframe: true },
      ],
    ],
    [
      2,
      [
        { kind: 'box', x: 20, y: 5, width: 10, height: 10 },
        { number: 0, isKeyframe: false },
      ],
    ],
    [
      3,
      [
        { kind: 'box', x: 30, y: 5, width: 10, height: 10 },
        { number: 0, isKeyframe: true },
      ],
    ],
    [4],
    [5],
  ])
})

test('frames of other names are counted in their order', async () => {
  const tree = await aTree({
    'shot 2.jpg': IMAGE,
    'shot 10.jpg': IMAGE,
    'annotations.xml': file(`<track id="3" label="car">${box(1, 10)}</track>`),
  })
  const { images } = await readAll(tree)
  expect(images.map(({ path, annotations }) => [path, annotations.length])).toEqual([
    ['shot 2.jpg', 0],
    ['shot 10.jpg', 1],
  ])
})

test('a frame that is not there is told, and what cannot be read is counted', async () => {
  const tracks = `<track id="1" label="car">${box(9, 10)}</track><track id="2" label="car"><cuboid frame="1"/></track>`
  const { losses, rejected } = await readAll(await aTree({ ...FRAMES, 'annotations.xml': file(tracks) }))
  expect(rejected).toMatchObject([{ reason: 'it labels frame 9, which is not there' }])
  expect(losses).toMatchObject([{ what: 'cuboid elements of tracks that cannot be read', count: 1 }])
})

test('the number of a track and that of its group are those of the whole track, and come back', async () => {
  const tracks = `<track id="3" label="car" group_id="8">${box(1, 10)}${box(2, 20)}${gone(3)}</track><track id="5" label="car" group_id="0">${box(1, 40)}</track>`
  const { images } = await readAll(await aTree({ ...FRAMES, 'annotations.xml': file(tracks) }))
  expect(images[1]?.annotations.map(({ track, group }) => [track?.number, group])).toEqual([
    [3, '8'],
    [5, undefined],
  ])
  expect(images[2]?.annotations[0]).toMatchObject({ group: '8' })
})

test('tracks go out in their groups; one that is in a group on some frames only is in none, which is told', async () => {
  /** A car on a frame, in a track and a group. */
  const car = (number: number, x: number, group: string | null) =>
    anEntryAnnotation({
      shape: { kind: 'box', x, y: 5, width: 10, height: 10 },
      group,
      track: { id: `trk_${number}` as TrackId, number, keyframe: true, outside: false },
    })
  const frames = [
    [car(3, 1, 'pair'), car(5, 21, 'pair'), car(7, 41, 'other')],
    [car(3, 2, 'pair'), car(5, 22, 'pair'), car(7, 42, null)],
  ]
  const entries = frames.map((annotations, frame) =>
    anEntry({
      ...{ name: `${frame}.png`, fileName: `${frame}.png`, annotations },
      video: { id: 'vid_1' as VideoId, name: 'walk', frame },
    }),
  )
  const { tree, losses } = await writtenTree(formats.get('cvat-video'), entries)
  const { images } = await readAll(tree)
  for (const { annotations } of images)
    expect(annotations.map(({ track, group }) => [track?.number, group])).toEqual([
      [3, '1'],
      [5, '1'],
      [7, undefined],
    ])
  expect(losses.map(({ what, count }) => [what, count])).toEqual([
    ['groups that a track is in on some of its frames only: CVAT groups whole tracks', 1],
  ])
})

import { expect, test } from 'vitest'
import { aTree, readAll } from './read-all.ts'

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

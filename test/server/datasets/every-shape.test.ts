import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { type Label, newLabel } from '#shared/ontology.ts'
import type { Operation } from '#shared/operations.ts'
import type { ExportReport } from '#shared/routes/data.ts'
import { SHAPE_KINDS, type Shape, type ShapeKindId } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type LabelServer, startLabelServer } from '../../support/label-server.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { drawing, setting } from '../../support/operations.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { aPicture } from './made-up-images.ts'

const blob = pixelMask([0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0], { x: 30, y: 20, width: 4, height: 3 })
/** One or more of every kind; the numbers are such that a file may write them with six decimals. */
const SHAPES: { [K in ShapeKindId]: Extract<Shape, { kind: K }>[] } = {
  box: [{ kind: 'box', x: 10.25, y: 12.5, width: 30, height: 20.125 }],
  'rotated-box': [{ kind: 'rotated-box', cx: 50, cy: 30, width: 20.5, height: 10, rotation: 33.5 }],
  polygon: [
    { kind: 'polygon', ring: [5, 5, 30.5, 8, 20, 30.25], holes: [] },
    {
      kind: 'polygon',
      ring: [40, 10, 80, 10, 80, 50, 40, 50],
      holes: [
        [50, 20, 60, 20, 60, 30],
        [65, 35, 70, 35, 70, 40],
      ],
    },
  ],
  polyline: [{ kind: 'polyline', points: [1, 2, 3.5, 40, 60, 41] }],
  points: [{ kind: 'points', points: [7, 7, 9.5, 11] }],
  ellipse: [{ kind: 'ellipse', cx: 40, cy: 30, rx: 15.5, ry: 8, rotation: 120 }],
  mask: blob ? [blob] : [],
  skeleton: [{ kind: 'skeleton', keypoints: [10, 10, 2, 20, 12.5, 1, 0, 0, 0] }],
  whole: [{ kind: 'whole' }],
}
const EMPTY = { ontology: { version: 1, labels: [] } }

describeWithMongo('every shape', () => {
  let server: DataServer
  let sockets: LabelServer
  let projectId: ProjectId
  let token: string
  beforeAll(async () => {
    server = await startDataServer()
    sockets = await startLabelServer(server.store)
    projectId = await server.project({ ontology: { version: 1, labels: [thing(), hand()] } })
    token = (await aStoredPerson(server.store, projectId, 'manager')).token
    const folder = temporaryFolder(afterAll)
    writeFileSync(join(folder, 'a.png'), await aPicture(1))
    await server.importFolder(projectId, folder)
    const [asset] = await server.assets(projectId)
    await drawAll(asset?._id as AssetId)
  })
  afterAll(async () => {
    await sockets?.close()
    await server?.close()
  })

  const thing = (): Label => ({
    ...newLabel('thing', []),
    color: '#123456',
    attributes: [
      { name: 'kind', type: 'choice', required: false, initial: null, choices: ['dark red', 'blue & "green"'] },
      { name: 'note', type: 'text', required: false, initial: null },
      { name: 'age', type: 'number', required: false, initial: null, least: 0, most: null },
      { name: 'tame', type: 'boolean', required: false, initial: null },
    ],
  })
  const hand = (): Label => ({
    ...newLabel('hand <left>', []),
    color: '#654321',
    shape: 'skeleton',
    skeleton: {
      keypoints: ['wrist', 'thumb', 'tip & nail'],
      edges: [
        [0, 1],
        [1, 2],
      ],
      places: [0.5, 0, 0, 0.5, 1, 1],
    },
  })

  /** Draws over the socket as the workbench does, and approves the image. */
  async function drawAll(assetId: AssetId): Promise<void> {
    const person = await sockets.connect(token)
    const operations: Operation[] = SHAPE_KINDS.flatMap((kind) =>
      SHAPES[kind].map((shape) =>
        drawing({
          label: shape.kind === 'skeleton' ? 'hand <left>' : 'thing',
          shape,
          status: 'approved',
          attributes: shape.kind === 'skeleton' ? {} : { kind: 'blue & "green"', note: `a <${kind}>`, age: 2.5, tame: true },
          occluded: shape.kind === 'box' || shape.kind === 'mask',
          order: shape.kind === 'ellipse' ? 3 : 0,
          group: shape.kind === 'points' || shape.kind === 'polyline' ? 'pair' : null,
        }),
      ),
    )
    for (const part of [operations, [setting('approved', 1)]]) {
      const answer = await person.send('annotation:commit', { assetId, operations: part })
      if (!answer.ok) throw new Error(answer.error.message)
      expect(answer.value.outcomes.filter(({ outcome }) => outcome !== 'applied')).toEqual([])
    }
    await sockets.operations.settled()
  }

  async function archive(format: string): Promise<{ report: ExportReport; file: string }> {
    const answer = await server.ask(`/api/projects/${projectId}/exports`, token, {
      method: 'POST',
      body: JSON.stringify({ format, images: true }),
    })
    const job = await server.ended(((await answer.json()) as { jobId: never }).jobId)
    const report = job.result as ExportReport
    const file = join(server.folder, `${format}-shapes.zip`)
    writeFileSync(file, Buffer.from(await (await server.ask(report.download, token)).arrayBuffer()))
    return { report, file }
  }

  /** What a person sees of annotations, in one order; groups are named by who is in them. */
  function said(annotations: readonly Pick<Annotation, 'label' | 'shape' | 'attributes' | 'occluded' | 'order' | 'group'>[]) {
    const inGroup = (group: string) => annotations.filter((one) => one.group === group).map(({ shape }) => shape.kind)
    return annotations
      .map(({ label, shape, attributes, occluded, order, group }) => ({
        label,
        shape,
        attributes,
        occluded,
        order,
        group: group === null ? null : inGroup(group).sort(),
      }))
      .sort((a, b) => (JSON.stringify(a.shape) < JSON.stringify(b.shape) ? -1 : 1))
  }

  test('drawn over the socket is there when the image is opened again', async () => {
    const [asset] = await server.assets(projectId)
    const person = await sockets.connect(token)
    const opened = await person.send('asset:open', { assetId: asset?._id as AssetId })
    if (!opened.ok || opened.value.type !== 'state') throw new Error('Expected the state of the image')
    const shapes = opened.value.annotations.map(({ shape }) => shape)
    expect(shapes).toEqual(expect.arrayContaining(Object.values(SHAPES).flat()))
    expect(shapes).toHaveLength(Object.values(SHAPES).flat().length)
  })

  test.each(['coco', 'cvat-images'])(
    'exported as %s and imported again is what it was, with attributes, order, groups, colours and skeletons',
    async (format) => {
      const { report, file } = await archive(format)
      expect(report.losses).toEqual([])
      const tree = await zipTree(file)
      const copy = await server.project(EMPTY)
      const again = await server.importFrom(copy, tree, { approve: true, split: 'source' })
      await tree.close()
      expect(again).toMatchObject({ format, annotations: 10, rejected: [], losses: [] })
      expect(said(await server.annotations(copy))).toEqual(said(await server.annotations(projectId)))
      const project = await server.store.projects.findOne({ _id: copy })
      const labels = project?.ontology.labels.map(({ name, color, shape, attributes, skeleton }) => ({
        name,
        color,
        shape,
        attributes,
        skeleton,
      }))
      const given = [thing(), hand()].map(({ name, color, shape, attributes, skeleton }) => ({
        name,
        color,
        shape,
        attributes,
        skeleton,
      }))
      expect(labels?.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(given.sort((a, b) => (a.name < b.name ? -1 : 1)))
    },
  )

  test('becomes a box in Pascal VOC, which is counted kind by kind', async () => {
    const { report } = await archive('voc')
    expect(Object.fromEntries(report.losses.map(({ what, count }) => [what, count]))).toEqual({
      'rotated boxes written as boxes': 1,
      'polygons written as boxes': 2,
      'polylines written as boxes': 1,
      'sets of points written as boxes': 1,
      'ellipses written as boxes': 1,
      'masks written as boxes': 1,
      'skeletons written as boxes': 1,
      'labels of the whole image: the format holds boxes': 1,
      'groups: the format has no place for them': 2,
      'places in the drawing order: the format has no place for them': 1,
    })
  })
})

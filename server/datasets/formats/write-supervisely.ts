import { deflateSync } from 'node:zlib'
import type { Label } from '#shared/ontology.ts'
import type { ShapeOf } from '#shared/shapes/index.ts'
import { pairsOf } from '#shared/shapes/ring.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { pictureOfMask } from './mask-png.ts'
import { numberInId, tellNumber } from './number-in-id.ts'
import { type Lose, loseExtras, shapesAs } from './shapes-as.ts'
import { numberedJoints } from './skeleton-places.ts'
import { type Entry, imageFiles, splitFolder } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

const KINDS = ['box', 'polygon', 'polyline', 'points', 'mask', 'skeleton'] as const
type Held = ShapeOf<(typeof KINDS)[number]>
/** A name of a node of a skeleton: they are counted from 0. */
const nodeName = (index: number): string => `node_${index}`

/** meta.json, {train,val,test}/ann/….json and, where wanted, {train,val,test}/img. */
export async function* writeSupervisely(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield { path: 'meta.json', content: { text: [`${JSON.stringify(await metaOf(source), null, 2)}\n`] } }
  yield* imageFiles(source, (entry) => `${splitFolder(entry)}/img/${entry.fileName}`)
  for await (const entry of source.entries())
    yield { path: `${splitFolder(entry)}/ann/${entry.fileName}.json`, content: { text: document(entry, findings) } }
}

async function metaOf({ entries, labels }: ExportSource): Promise<object> {
  const joints = new Map<string, number>()
  const used = new Set<string>()
  const tags = new Map<string, string>()
  for await (const { annotations } of entries())
    for (const { label, shape, attributes, occluded } of annotations) {
      if (shape.kind === 'whole') tags.set(label, 'none')
      else used.add(label)
      if (shape.kind === 'skeleton') joints.set(label, Math.max(joints.get(label) ?? 0, keypointsOf(shape).length))
      for (const [name, value] of Object.entries({ ...attributes, ...(occluded && { occluded }) }))
        if (value !== null) tags.set(name, TAG_TYPES[typeof value] ?? 'any_string')
    }
  const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1)
  return {
    classes: [...used].sort().map((title) => classOf(title, joints.get(title) ?? 0, labels)),
    tags: [...tags].sort(byName).map(([name, type]) => ({ name, value_type: type, color: '#888888' })),
    projectType: 'images',
  }
}

const TAG_TYPES: Readonly<Record<string, string>> = { number: 'any_number', boolean: 'none' }

function classOf(title: string, joints: number, labels: readonly Label[]): object {
  const known = labels.find(({ name }) => name === title)
  const color = known?.color ?? '#888888'
  if (joints === 0) return { title, color, shape: 'any', geometry_config: {} }
  const names = known?.skeleton?.keypoints ?? numberedJoints(joints)
  const nodes = Object.fromEntries(names.map((label, index) => [nodeName(index), { label }]))
  const edges = (known?.skeleton?.edges ?? []).map(([from, to]) => ({ src: nodeName(from), dst: nodeName(to) }))
  return { title, color, shape: 'graph', geometry_config: { nodes, edges } }
}

async function* document(entry: Entry, findings: Findings): AsyncIterable<string> {
  const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
  const objects: object[] = []
  const classes: object[] = []
  for (const annotation of [...entry.annotations].sort((a, b) => a.order - b.order)) {
    if (annotation.shape.kind === 'whole') {
      loseExtras(annotation, [], lose)
      classes.push({ name: annotation.label, value: null })
      continue
    }
    loseExtras(annotation, ['attributes', 'occluded', 'originId'], lose)
    const number = numberInId(annotation)
    tellNumber(annotation, number, lose)
    const parts: object[] = []
    for (const shape of shapesAs(annotation.shape, KINDS, lose)) parts.push(...(await objectsOf(shape, annotation, lose)))
    // The platform numbers by itself what comes without a number.
    objects.push(...parts.map((part, index) => (number > 0 && index === 0 ? { id: number, ...part } : part)))
  }
  const size = { height: entry.height, width: entry.width }
  yield `${JSON.stringify({ description: '', tags: classes, size, objects }, null, 2)}\n`
}

async function objectsOf(shape: Held, { label, attributes, occluded }: Annotation, lose: Lose): Promise<object[]> {
  const said = Object.entries<unknown>({ ...attributes, ...(occluded && { occluded }) }).filter(([, value]) => value !== null)
  // A tag without a value is there or not.
  const tags = said
    .filter(([, value]) => value !== false)
    .map(([name, value]) => ({ name, value: value === true ? null : value }))
  if (tags.length < said.length) lose('attributes that are false: tags are there or not', 'converted')
  const places = await placesOf(shape, lose)
  return places.map((place) => ({ description: '', tags, classTitle: label, ...place }))
}

async function placesOf(shape: Held, lose: Lose): Promise<object[]> {
  switch (shape.kind) {
    case 'box':
      return [exterior('rectangle', [shape.x, shape.y, shape.x + shape.width, shape.y + shape.height])]
    case 'polygon':
      return [exterior('polygon', shape.ring, shape.holes)]
    case 'polyline':
      return [exterior('line', shape.points)]
    case 'points':
      if (shape.points.length > 2) lose('sets of points written as single points', 'converted')
      return pairsOf(shape.points).map((place) => exterior('point', place))
    case 'mask': {
      const data = deflateSync(await pictureOfMask(shape)).toString('base64')
      return [{ geometryType: 'bitmap', bitmap: { data, origin: [shape.x, shape.y] } }]
    }
    case 'skeleton':
      return [{ geometryType: 'graph', nodes: nodesOf(shape, lose) }]
  }
}

const exterior = (geometryType: string, ring: readonly number[], holes: readonly (readonly number[])[] = []) => ({
  geometryType,
  points: { exterior: pairsOf(ring), interior: holes.map(pairsOf) },
})

function nodesOf(shape: ShapeOf<'skeleton'>, lose: Lose): object {
  const joints = keypointsOf(shape)
  if (joints.some(({ visibility }) => visibility === VISIBILITY.hidden))
    lose('keypoints that are hidden, written as visible', 'converted')
  return Object.fromEntries(
    joints.map(({ x, y, visibility }, index) => [
      nodeName(index),
      { loc: [x, y], ...(visibility === VISIBILITY.absent && { disabled: true }) },
    ]),
  )
}

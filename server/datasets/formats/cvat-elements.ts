import type { AttributeDefinition } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { wholeTurn } from '#shared/shapes/rotated-box.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { attribute, children, type Element, numberAttribute } from './cvat-xml.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import type { DeclaredLabel, ReadAnnotation } from './format.ts'
import { maskOfRowRuns } from './run-length-mask.ts'
import type { Lose } from './shapes-as.ts'

/** Pixels of the largest mask: as in `Mask`. */
const MOST_PIXELS = 2 ** 30

/** The annotations of an <image>; what cannot be read is told to `lose`. */
export function readCvatImage(image: Element, labels: ReadonlyMap<string, DeclaredLabel>, lose: Lose): ReadAnnotation[] {
  const read: ReadAnnotation[] = []
  for (const [name, elements] of Object.entries(image)) {
    if (!Array.isArray(elements)) continue
    for (const element of elements as readonly Element[]) {
      const label = attribute(element, 'label') ?? ''
      const found = readCvatShape(name, element, labels.get(label), lose)
      if (found) read.push({ label, ...found })
      else lose(readers[name] ? `${name} elements that cannot be read` : `${name} elements, which have no place here`)
    }
  }
  return read
}

/** An element of an <image> or a <track>, without its label; null where it is none or cannot be read. */
export function readCvatShape(
  name: string,
  element: Element,
  label: DeclaredLabel | undefined,
  lose: Lose,
): Omit<ReadAnnotation, 'label'> | null {
  const shape = readers[name]?.(element, label)
  return shape ? { shape, ...saidOf(element, label, lose) } : null
}

const readers: Readonly<Record<string, (element: Element, label: DeclaredLabel | undefined) => Shape | null>> = {
  tag: () => ({ kind: 'whole' }),
  box,
  polygon: (element) => ({ kind: 'polygon', ring: places(element), holes: [] }),
  polyline: (element) => ({ kind: 'polyline', points: places(element) }),
  points: (element) => ({ kind: 'points', points: places(element) }),
  ellipse: (element) => {
    const [cx, cy, rx, ry] = numbers(element, ['cx', 'cy', 'rx', 'ry'])
    return { kind: 'ellipse', cx, cy, rx, ry, rotation: rotationOf(element) }
  },
  mask,
  skeleton,
}

function box(element: Element): Shape {
  const [left, top, right, bottom] = numbers(element, ['xtl', 'ytl', 'xbr', 'ybr'])
  const [width, height, rotation] = [right - left, bottom - top, rotationOf(element)]
  if (rotation === 0) return { kind: 'box', x: left, y: top, width, height }
  return { kind: 'rotated-box', cx: left + width / 2, cy: top + height / 2, width, height, rotation }
}

// Run lengths along the rows of the crop, the first one outside. A polygon with holes is written as a mask that says what it was.
function mask(element: Element): Shape | null {
  const rings = attribute(element, 'polygon')?.split('|').map(flat)
  if (rings?.[0]) return { kind: 'polygon', ring: rings[0], holes: rings.slice(1) }
  const [x, y, width, height] = numbers(element, ['left', 'top', 'width', 'height'])
  const isSized = width > 0 && height > 0 && width * height <= MOST_PIXELS && [x, y, width, height].every(Number.isInteger)
  const runs = (attribute(element, 'rle') ?? '').split(',').map(Number)
  return isSized ? maskOfRowRuns(runs, { x, y, width, height }) : null
}

function skeleton(element: Element, label: DeclaredLabel | undefined): Shape | null {
  const joints = children(element, 'points')
  const names = label?.skeleton?.keypoints ?? joints.map((joint) => attribute(joint, 'label') ?? '')
  if (names.length === 0) return null
  const byName = new Map(joints.map((joint) => [attribute(joint, 'label'), joint]))
  return { kind: 'skeleton', keypoints: names.flatMap((name) => jointOf(byName.get(name))) }
}

function jointOf(joint: Element | undefined): number[] {
  if (!joint || attribute(joint, 'outside') === '1') return [0, 0, VISIBILITY.absent]
  const [x = Number.NaN, y = Number.NaN] = places(joint)
  return [x, y, attribute(joint, 'occluded') === '1' ? VISIBILITY.hidden : VISIBILITY.visible]
}

function saidOf(element: Element, label: DeclaredLabel | undefined, lose: Lose) {
  const definitions = new Map((label?.attributes ?? []).map((definition) => [definition.name, definition]))
  const said = children(element, 'attribute').map((one) => {
    const [name, text] = [attribute(one, 'name') ?? '', one['#text']]
    return [name, readValue(typeof text === 'string' ? text : '', definitions.get(name))]
  })
  const [order, group] = [numberAttribute(element, 'z_order'), attribute(element, 'group_id')]
  return {
    attributes: fittingAttributes(Object.fromEntries(said), lose),
    ...(attribute(element, 'occluded') === '1' && { occluded: true }),
    ...(Number.isInteger(order) && { order }),
    ...(group !== null && group !== '' && group !== '0' && { group }),
  }
}

function readValue(text: string, definition: AttributeDefinition | undefined): string | number | boolean {
  if (definition?.type === 'boolean') return text.toLowerCase() === 'true'
  if (definition?.type === 'number' && text !== '' && Number.isFinite(Number(text))) return Number(text)
  return text
}

const rotationOf = (element: Element): number => wholeTurn(numberAttribute(element, 'rotation') || 0)
const places = (element: Element): number[] => flat(attribute(element, 'points') ?? '')
const flat = (text: string): number[] => (text === '' ? [] : text.split(/[;,]/).map(Number))
const numbers = <const Names extends readonly string[]>(element: Element, names: Names) =>
  names.map((name) => numberAttribute(element, name)) as { [I in keyof Names]: number }

import { AttributeDefinition, LabelName, SkeletonTemplate } from '#shared/ontology.ts'
import type { ShapeKindId } from '#shared/shapes/index.ts'
import { attribute, children, type Element, numberAttribute, parsedElement, textOf } from './cvat-xml.ts'
import type { DeclaredLabel } from './format.ts'
import { circle } from './skeleton-places.ts'

/** What CVAT calls a label of one kind of shape; turned boxes are boxes there, so that their labels take any. */
export const LABEL_TYPES: Readonly<Record<ShapeKindId, string>> = {
  box: 'bbox',
  'rotated-box': 'any',
  polygon: 'polygon',
  polyline: 'polyline',
  points: 'points',
  ellipse: 'ellipse',
  mask: 'mask',
  skeleton: 'skeleton',
  whole: 'tag',
}
const SHAPES_BY_TYPE = new Map<string, ShapeKindId>([
  ...Object.entries(LABEL_TYPES).map(([kind, type]) => [type, kind as ShapeKindId] as const),
  ['rectangle', 'box'],
])
SHAPES_BY_TYPE.delete('any')

/** A number's limit in a file where there is none: CVAT asks for limits. */
export const NO_LIMIT = 1_000_000_000
/** The drawing of a skeleton spans this far in both directions. */
export const DRAWING_SIDE = 100

/** The labels of a file's <meta>: of a task, a project or a job. The joints of skeletons are no labels of their own. */
export function readCvatLabels(meta: Element): DeclaredLabel[] {
  const [holder] = ['task', 'project', 'job'].flatMap((name) => children(meta, name))
  const labels = children(children(holder, 'labels')[0], 'label')
  return labels
    .filter((label) => textOf(label, 'parent') === null)
    .flatMap((label) => {
      const name = LabelName.safeParse(textOf(label, 'name'))
      return name.success ? [declared(name.data, label, labels)] : []
    })
}

function declared(name: string, label: Element, all: readonly Element[]): DeclaredLabel {
  const color = textOf(label, 'color')
  const shape = SHAPES_BY_TYPE.get(textOf(label, 'type') ?? '')
  const attributes = children(children(label, 'attributes')[0], 'attribute').flatMap((one) => definition(one) ?? [])
  const joints = all.filter((one) => textOf(one, 'parent') === name).map((one) => textOf(one, 'name') ?? '')
  const skeleton = template(drawingOf(label), joints)
  return {
    name,
    ...(color && /^#[0-9a-f]{6}$/i.test(color) && { color }),
    ...(shape && { shape }),
    ...(attributes.length > 0 && { attributes }),
    ...(skeleton && { skeleton }),
  }
}

function definition(element: Element): AttributeDefinition | null {
  const base = { name: textOf(element, 'name'), required: false }
  const initial = textOf(element, 'default_value')
  const values = listed(textOf(element, 'values') ?? '', initial)
  const read = definitions[textOf(element, 'input_type') ?? 'text'] ?? definitions.text
  return AttributeDefinition.safeParse({ ...base, ...read?.(initial, values) }).data ?? null
}

const definitions: Readonly<Record<string, (initial: string | null, values: readonly string[]) => object>> = {
  select: (initial, choices) => ({ type: 'choice', initial, choices }),
  radio: (initial, choices) => ({ type: 'choice', initial, choices }),
  checkbox: (initial) => ({ type: 'boolean', initial: initial === null ? null : initial.toLowerCase() === 'true' }),
  number: (initial, [least, most]) => ({
    type: 'number',
    initial: initial === null || !Number.isFinite(Number(initial)) ? null : Number(initial),
    least: limit(least),
    most: limit(most),
  }),
  text: (initial) => ({ type: 'text', initial }),
}

const limit = (value: string | undefined): number | null => {
  const number = Number(value ?? Number.NaN)
  return Number.isFinite(number) && Math.abs(number) < NO_LIMIT ? number : null
}

// One a line; some programs put spaces between them, which shows where the default is one of several on the only line.
function listed(values: string, initial: string | null): string[] {
  const lines = values.split('\n').map((line) => line.trim())
  const words = values.split(/\s+/)
  return (lines.length === 1 && initial !== null && !lines.includes(initial) ? words : lines).filter((value) => value !== '')
}

/** The template of a skeleton out of its drawing: circles are joints, lines edges. */
function template(svg: Element, joints: readonly string[]): SkeletonTemplate | null {
  if (joints.length === 0) return null
  const circles = [...children(svg, 'circle')].sort(
    (a, b) => numberAttribute(a, 'data-node-id') - numberAttribute(b, 'data-node-id'),
  )
  const isDrawn = circles.length === joints.length
  const names = isDrawn
    ? circles.map((one, index) => attribute(one, 'data-label-name') ?? (joints[index] as string))
    : [...joints]
  const order = circles.map((one) => attribute(one, 'data-node-id'))
  const edges = children(svg, 'line')
    .map((line) => [order.indexOf(attribute(line, 'data-node-from')), order.indexOf(attribute(line, 'data-node-to'))])
    .filter((edge) => isDrawn && edge.every((joint) => joint >= 0))
  const places = circles.flatMap((one) => [numberAttribute(one, 'cx') / DRAWING_SIDE, numberAttribute(one, 'cy') / DRAWING_SIDE])
  return SkeletonTemplate.safeParse({ keypoints: names, edges, places: isDrawn ? places : circle(names.length) }).data ?? null
}

/** The drawing of a skeleton, which stands in the file as text. */
function drawingOf(label: Element): Element {
  const text = textOf(label, 'svg')
  if (text === null) return children(label, 'svg')[0] ?? {}
  try {
    return parsedElement('svg', `<svg>${text}</svg>`)
  } catch {
    // Its joints are known without the drawing, and placed around a circle then.
    return {}
  }
}

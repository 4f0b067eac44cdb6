import type { AttributeDefinition, Label, SkeletonTemplate } from '#shared/ontology.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import { DRAWING_SIDE, LABEL_TYPES, NO_LIMIT } from './cvat-labels.ts'
import { escaped } from './escape-xml.ts'

/** A label as CVAT lists it, followed by the joints of its skeleton. */
export function labelElements({ name, color, shape, attributes, skeleton }: Label): string {
  const type = skeleton ? LABEL_TYPES.skeleton : shape ? LABEL_TYPES[shape] : 'any'
  const svg = skeleton ? `          <svg>${escaped(drawing(skeleton))}</svg>\n` : ''
  const joints = (skeleton?.keypoints ?? []).map((joint) =>
    element(joint, color, LABEL_TYPES.points, [], `          <parent>${escaped(name)}</parent>\n`),
  )
  return element(name, color, type, attributes, svg) + joints.join('')
}

function element(name: string, color: string, type: string, attributes: readonly AttributeDefinition[], rest: string): string {
  return (
    `        <label>\n          <name>${escaped(name)}</name>\n          <color>${color}</color>\n          <type>${type}</type>\n` +
    `          <attributes>\n${attributes.map(attributeElement).join('')}          </attributes>\n${rest}        </label>\n`
  )
}

function attributeElement(definition: AttributeDefinition): string {
  const [type, values] = inputOf(definition)
  return (
    `            <attribute>\n              <name>${escaped(definition.name)}</name>\n              <mutable>False</mutable>\n` +
    `              <input_type>${type}</input_type>\n              <default_value>${escaped(String(definition.initial ?? ''))}</default_value>\n` +
    `              <values>${values.map((value) => escaped(String(value))).join('\n')}</values>\n            </attribute>\n`
  )
}

function inputOf(definition: AttributeDefinition): [string, readonly (string | number)[]] {
  switch (definition.type) {
    case 'choice':
      return ['select', definition.choices]
    case 'boolean':
      return ['checkbox', ['false', 'true']]
    case 'number':
      return ['number', [definition.least ?? -NO_LIMIT, definition.most ?? NO_LIMIT, 1]]
    case 'text':
      return ['text', []]
  }
}

// Joints are numbered from 1, as CVAT numbers them.
function drawing({ keypoints, edges, places }: SkeletonTemplate): string {
  const at = (joint: number) => [0, 1].map((axis) => tidyNumber(DRAWING_SIDE * (places[2 * joint + axis] ?? 0.5)))
  const lines = edges.map(([from, to]) => {
    const [[x1, y1], [x2, y2]] = [at(from), at(to)]
    return (
      `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="black" data-type="edge" data-node-from="${from + 1}" ` +
      `stroke-width="0.5" data-node-to="${to + 1}"></line>`
    )
  })
  const circles = keypoints.map((name, joint) => {
    const [cx, cy] = at(joint)
    return (
      `<circle r="1.5" stroke="black" fill="#b3b3b3" cx="${cx}" cy="${cy}" stroke-width="0.1" data-type="element node" ` +
      `data-element-id="${joint + 1}" data-node-id="${joint + 1}" data-label-name="${escaped(name)}"></circle>`
    )
  })
  return [...lines, ...circles].join('')
}

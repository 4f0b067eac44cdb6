import { XMLParser } from 'fast-xml-parser'
import { invalid, messageOf } from '../errors.ts'

/** The tags of a labelling configuration that name labels of images, and the key of their labels in a region's value. */
export const CONTROL_TAGS = {
  RectangleLabels: 'rectanglelabels',
  PolygonLabels: 'polygonlabels',
  BrushLabels: 'brushlabels',
  KeyPointLabels: 'keypointlabels',
  Choices: 'choices',
} as const
export type ControlTag = keyof typeof CONTROL_TAGS
export type RegionType = (typeof CONTROL_TAGS)[ControlTag]

/** One control of a labelling configuration, on an image of the task. */
export interface Control {
  readonly type: RegionType
  readonly fromName: string
  readonly toName: string
  /** Key of the image's address in the task's data. */
  readonly imageKey: string
  readonly labels: readonly string[]
}

type Element = Readonly<Record<string, unknown>>

const MOST_CHARACTERS = 1_000_000
const ATTRIBUTES = ':@'
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  preserveOrder: true,
  // The five of XML itself and numbers: a document that declares its own is refused.
  processEntities: true,
  parseTagValue: false,
  parseAttributeValue: false,
})

/**
 * Reads a labelling configuration (Label Studio's XML): the controls that name labels of an image, in the order in which they stand. Controls of
 * text, audio and the rest are passed over.
 */
export function readLabelConfig(xml: string): Control[] {
  if (xml.length > MOST_CHARACTERS || /<!DOCTYPE/i.test(xml))
    throw invalid('Expected a labelling configuration without a document type')
  const elements = [...walk(parsed(xml))]
  const images = new Map(
    elements.flatMap(({ tag, attributes }) =>
      tag === 'Image' && attributes.name ? [[attributes.name, (attributes.value ?? '$image').replace(/^\$/, '')] as const] : [],
    ),
  )
  return elements.flatMap(({ tag, attributes, children }) => {
    if (!isControl(tag)) return []
    const imageKey = images.get(attributes.toName ?? '')
    if (!attributes.name || !attributes.toName || imageKey === undefined) return []
    const labels = [...walk(children)].flatMap((child) =>
      (child.tag === 'Label' || child.tag === 'Choice') && child.attributes.value ? [child.attributes.value] : [],
    )
    return [{ type: CONTROL_TAGS[tag], fromName: attributes.name, toName: attributes.toName, imageKey, labels }]
  })
}

const isControl = (tag: string): tag is ControlTag => tag in CONTROL_TAGS

function parsed(xml: string): unknown {
  try {
    return parser.parse(xml)
  } catch (error) {
    throw invalid(`Expected a labelling configuration as XML: ${messageOf(error)}`)
  }
}

/** Every element below, outer ones first. */
function* walk(nodes: unknown): Iterable<{ tag: string; attributes: Record<string, string>; children: unknown }> {
  if (!Array.isArray(nodes)) return
  for (const node of nodes as Element[]) {
    const tag = Object.keys(node).find((key) => key !== ATTRIBUTES && !key.startsWith('#'))
    if (tag === undefined) continue
    const children = node[tag]
    yield { tag, attributes: { ...((node[ATTRIBUTES] as Record<string, string> | undefined) ?? {}) }, children }
    yield* walk(children)
  }
}

import type { Attributes } from '#shared/domain/annotation.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { type AttributeDefinition, type Label, newLabel } from '#shared/ontology.ts'
import { keypointsOf } from '#shared/shapes/skeleton.ts'
import { numberedJoints, plainTemplate } from './skeleton-places.ts'

type Annotation = ManifestEntry['annotations'][number]

/** The labels of a project that are in use, by name. */
export const presentLabels = (labels: readonly Label[]): Map<string, Label> =>
  new Map(labels.filter(({ retired }) => !retired).map((label) => [label.name, label]))

/** Sees to it that a file's labels define what an annotation carries. */
export function addUsed(used: Map<string, Label>, labels: readonly Label[], annotation: Annotation): void {
  const label = used.get(annotation.label) ?? labels.find(({ name }) => name === annotation.label)
  used.set(annotation.label, enriched(label ?? newLabel(annotation.label, [...used.values()]), annotation))
}

/** A label with definitions of what its annotations carry: CVAT takes no attribute and no joint that is not defined. */
function enriched(label: Label, { shape, attributes }: Annotation): Label {
  const named = new Set(label.attributes.map(({ name }) => name))
  const fresh = Object.entries(attributes).filter(([name, value]) => !named.has(name) && value !== null)
  const needsTemplate = label.skeleton === null && 'keypoints' in shape
  if (fresh.length === 0 && !needsTemplate) return label
  return {
    ...label,
    attributes: [...label.attributes, ...fresh.map(([name, value]) => definitionOf(name, value))],
    skeleton: needsTemplate ? plainTemplate(numberedJoints(keypointsOf(shape).length)) : label.skeleton,
  }
}

function definitionOf(name: string, value: Attributes[string]): AttributeDefinition {
  const base = { name, required: false, initial: null }
  if (typeof value === 'boolean') return { ...base, type: 'boolean' }
  if (typeof value === 'number') return { ...base, type: 'number', least: null, most: null }
  return { ...base, type: 'text' }
}

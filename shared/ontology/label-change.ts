import { z } from 'zod'
import { AnnotationId } from '../domain/ids.ts'
import { type Label, LabelName, newLabel, type Ontology } from './ontology.ts'

const MOST_BY_HAND = 10_000

/** A change of a label that what is labelled follows. */
export const LabelChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rename'), label: LabelName, to: LabelName }),
  z.object({ type: z.literal('merge'), label: LabelName, into: LabelName }),
  z.object({
    type: z.literal('split'),
    label: LabelName,
    /** The choice that parts it: each of these answers becomes a label; other annotations stay. */
    attribute: z.string(),
    into: z.array(z.object({ choice: z.string(), label: LabelName })).min(1),
  }),
  z.object({
    type: z.literal('part'),
    label: LabelName,
    /** Chosen by hand: these become the other label, which is made where there is none. */
    annotationIds: z.array(AnnotationId).min(1).max(MOST_BY_HAND),
    into: LabelName,
  }),
  z.object({ type: z.literal('retire'), label: LabelName }),
  z.object({ type: z.literal('revive'), label: LabelName }),
  z.object({ type: z.literal('delete'), label: LabelName }),
])
export type LabelChange = z.infer<typeof LabelChange>

/** Why a change cannot be made of these labels, as a sentence; null where it can. */
export function problemOf({ labels }: Ontology, change: LabelChange): string | null {
  const named = (name: string) => labels.find((label) => label.name === name)
  const label = named(change.label)
  if (!label) return `There is no label "${change.label}"`
  switch (change.type) {
    case 'rename':
      return named(change.to) ? `There is a label "${change.to}" already: merge the two instead` : null
    case 'merge':
      if (change.into === change.label) return 'A label cannot be merged into itself'
      return named(change.into) ? null : `There is no label "${change.into}" to merge into`
    case 'split':
      return label.attributes.some(({ name, type }) => name === change.attribute && type === 'choice')
        ? null
        : `"${change.label}" has no attribute "${change.attribute}" with choices`
    case 'part':
      return change.into === change.label ? 'A label cannot be parted from itself' : null
    default:
      return null
  }
}

/** The next version of the labels; `problemOf` must have let it pass. */
export function changed(ontology: Ontology, change: LabelChange): Ontology {
  const { labels, removed = [] } = ontology
  const next = (after: readonly Label[], gone: readonly Label[] = removed): Ontology => ({
    version: ontology.version + 1,
    labels: [...after],
    ...(gone.length > 0 && { removed: [...gone] }),
  })
  const edit = (name: string, change: (label: Label) => Label) =>
    labels.map((label) => (label.name === name ? change(label) : label))
  switch (change.type) {
    case 'rename':
      return next(
        reparented(
          edit(change.label, (label) => ({
            ...label,
            name: change.to,
            formerNames: former(change.to, label.formerNames, [change.label]),
          })),
          change.label,
          change.to,
        ),
      )
    case 'merge': {
      const source = labels.find(({ name }) => name === change.label)
      const merged = edit(change.into, (label) => ({
        ...label,
        parent: label.parent === change.label ? null : label.parent,
        formerNames: former(label.name, label.formerNames, source?.formerNames ?? [], [change.label]),
      }))
      return next(
        reparented(
          merged.filter(({ name }) => name !== change.label),
          change.label,
          change.into,
        ),
      )
    }
    case 'split':
      return next(
        withKinds(
          labels,
          change.label,
          change.into.map((part) => part.label),
          change.attribute,
        ),
      )
    case 'part':
      return next(withKinds(labels, change.label, [change.into], null))
    case 'retire':
      return next(edit(change.label, (label) => ({ ...label, retired: true, key: null })))
    case 'revive':
      return next(edit(change.label, (label) => ({ ...label, retired: false })))
    case 'delete':
      return next(
        reparented(
          labels.filter(({ name }) => name !== change.label),
          change.label,
          null,
        ),
        [...removed, ...labels.filter(({ name }) => name === change.label)],
      )
    default:
      return change satisfies never
  }
}

const former = (present: string, ...names: readonly (readonly string[])[]): string[] =>
  [...new Set(names.flat())].filter((name) => name !== present)

const reparented = (labels: readonly Label[], from: string, to: string | null): Label[] =>
  labels.map((label) => (label.parent === from ? { ...label, parent: to === label.name ? null : to } : label))

// New labels stand behind the one they come from, and ask what it asks, but for what parted them.
function withKinds(labels: readonly Label[], name: string, made: readonly string[], attribute: string | null): Label[] {
  const source = labels.find((label) => label.name === name)
  if (!source) return [...labels]
  const known = new Set(labels.map((label) => label.name))
  const fresh: Label[] = []
  for (const kind of new Set(made)) {
    if (known.has(kind)) continue
    const { attributes, shape, skeleton, floor, margin, parent } = source
    fresh.push({
      ...newLabel(kind, [...labels, ...fresh]),
      attributes: attributes.filter((asked) => asked.name !== attribute),
      shape,
      skeleton,
      floor,
      margin,
      parent,
    })
  }
  return labels.flatMap((label) => (label === source ? [label, ...fresh] : [label]))
}

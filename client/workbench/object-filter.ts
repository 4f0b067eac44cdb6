import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { attributesAsked, labelNamed, missingAttribute, type Ontology } from '#shared/ontology.ts'
import { language, t } from '../i18n.ts'
import { scoreOf } from './suggestions.ts'
import type { ObjectFilter } from './workbench-state.ts'

export const OBJECT_SORTS = ['made', 'label', 'score', 'changed'] as const
export type ObjectSort = (typeof OBJECT_SORTS)[number]
export const OBJECT_GROUPINGS = ['none', 'label', 'group', 'track'] as const
export type ObjectGrouping = (typeof OBJECT_GROUPINGS)[number]

/** What the list shows, and how. */
export interface Wanted {
  /** Part of a label, an answer or a group, in any case; several words must all be found. */
  readonly search: string
  readonly filter: ObjectFilter
  readonly sort?: ObjectSort
  readonly grouping?: ObjectGrouping
  readonly closed?: ReadonlySet<string>
}

/** A line of the list: an object, or the head of what belongs together. */
export type ListLine =
  | { readonly kind: 'object'; readonly key: AnnotationId; readonly annotation: Annotation }
  | {
      readonly kind: 'head'
      readonly key: string
      readonly title: string
      readonly color: string | null
      readonly isOpen: boolean
      readonly annotations: readonly Annotation[]
    }

const UNGROUPED = t('Not in a group')
const NO_TRACK = t('Not in a track')
// Made once: comparing thousands of names without it takes ten times as long.
const inTheirLanguage = new Intl.Collator(language(), { numeric: true })

/** The objects that the list shows, in its order. */
export function listedObjects(ontology: Ontology, annotations: readonly Annotation[], wanted: Wanted): readonly Annotation[] {
  const { search, filter, sort = 'made' } = wanted
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const isAll = words.length === 0 && filter === 'all'
  const passing = isAll
    ? annotations
    : annotations.filter((annotation) => passes[filter](annotation, ontology) && mentions(ontology, annotation, words))
  return sort === 'made' ? passing : [...passing].sort((a, b) => orders[sort](a, b))
}

/** The same as lines: with heads where they are grouped; of a closed group only the head. */
export function linesOf(
  ontology: Ontology,
  listed: readonly Annotation[],
  wanted: Pick<Wanted, 'grouping' | 'closed'>,
): ListLine[] {
  const { grouping = 'none', closed } = wanted
  if (grouping === 'none') return listed.map(lineOf)
  const groups = new Map<string, Annotation[]>()
  for (const annotation of listed) {
    const key = keys[grouping](annotation, ontology)
    const members = groups.get(key)
    if (members) members.push(annotation)
    else groups.set(key, [annotation])
  }
  const lines: ListLine[] = []
  for (const [title, members] of [...groups].sort(([a], [b]) => inTheirLanguage.compare(a, b))) {
    const isOpen = !closed?.has(title)
    const color = grouping === 'label' ? (labelNamed(ontology, title)?.color ?? null) : null
    lines.push({ kind: 'head', key: `head ${title}`, title, color, isOpen, annotations: members })
    if (isOpen) for (const annotation of members) lines.push(lineOf(annotation))
  }
  return lines
}

const lineOf = (annotation: Annotation): ListLine => ({ kind: 'object', key: annotation.id, annotation })

const keys: Record<Exclude<ObjectGrouping, 'none'>, (annotation: Annotation, ontology: Ontology) => string> = {
  label: ({ label }, ontology) => labelNamed(ontology, label)?.name ?? label,
  track: ({ track }) => (track === null ? NO_TRACK : t('Track {{number}}', { number: track.number })),
  group: ({ group }) => (group === null ? UNGROUPED : t('Group {{group}}', { group })),
}

const orders: Record<Exclude<ObjectSort, 'made'>, (a: Annotation, b: Annotation) => number> = {
  label: (a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
  score: (a, b) => (scoreOf(a) ?? Number.POSITIVE_INFINITY) - (scoreOf(b) ?? Number.POSITIVE_INFINITY),
  changed: (a, b) => b.changedAt - a.changedAt,
}

const passes: Record<ObjectFilter, (annotation: Annotation, ontology: Ontology) => boolean> = {
  all: () => true,
  suggested: ({ status }) => status === 'suggested',
  decided: ({ status }) => status !== 'suggested',
  unanswered: (annotation, ontology) => missingAttribute(ontology, annotation) !== null,
}

function mentions(ontology: Ontology, annotation: Annotation, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text = textOf(ontology, annotation)
  return words.every((word) => text.includes(word))
}

// Annotations and ontologies never change in place: ten thousand texts are put together once, not at every key.
const texts = new WeakMap<Ontology, WeakMap<Annotation, string>>()

function textOf(ontology: Ontology, annotation: Annotation): string {
  const known = texts.get(ontology) ?? new WeakMap<Annotation, string>()
  texts.set(ontology, known)
  const text = known.get(annotation) ?? searchText(ontology, annotation)
  known.set(annotation, text)
  return text
}

function searchText(ontology: Ontology, annotation: Annotation): string {
  const answers = attributesAsked(ontology, annotation).map(({ name }) => `${name}=${annotation.attributes[name] ?? ''}`)
  const group = annotation.group === null ? '' : t('Group {{group}}', { group: annotation.group })
  return [annotation.label, ...answers, group].join(' ').toLowerCase()
}

import type { Annotation } from '#shared/domain/annotation.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { type Aspect, type AssetState, aspectKey, aspectRevision, changedAspects, type Operation } from '#shared/operations.ts'
import { STATUS_WORDS } from '../components/assets/status-words.ts'
import { translated } from '../heard.ts'
import { language, t } from '../i18n.ts'
import type { Conflict } from './conflict.ts'

/** What a sentence about a refused change needs beside it. */
export interface Witness {
  /** What stands now: theirs. */
  readonly state: AssetState
  readonly nameOf: (id: UserId | null) => string
  /** Milliseconds since 1970. */
  readonly now: number
}

const MS_PER_SECOND = 1000
const SECONDS_PER_MINUTE = 60
const MINUTES_PER_HOUR = 60
const HOURS_PER_DAY = 24

/** Why a change of ours was refused, as a person would say it: "Grace changed the label to WBC 3 s ago". */
export function whatHappened(conflict: Conflict, { state, nameOf, now }: Witness): string {
  const { target, code, message } = conflict
  if (code !== 'stale') return t('It was not taken: {{message}}', { message: translated(message) })
  if (target === null)
    return t('Somebody else changed the state of the image first: {{status}}', { status: STATUS_WORDS[state.status] })
  const theirs = state.annotations.get(target)
  if (!theirs) return t('It is not there any more')
  const contested = contestedAspects(conflict, theirs)
  const deeds = contested.map((aspect) => deedOf(aspect, theirs))
  // Only the last change has a name and a time: an earlier one of several is somebody else's.
  const isLast = contested.some((aspect) => aspectRevision(theirs, aspect) === theirs.revision)
  const who = isLast ? nameOf(theirs.changedBy) : t('Somebody else')
  const when = isLast ? agoOf(now - theirs.changedAt) : t('first')
  return t('{{who}} {{deeds}} {{when}}', { who, deeds: deeds.length === 0 ? t('changed it') : listed(deeds), when })
}

/** Our version of what a conflict is about, on top of theirs; null where nothing of it can be shown. */
export function ourVersion({ target, operations }: Conflict, state: AssetState): Annotation | null {
  const theirs = target === null ? undefined : state.annotations.get(target)
  if (!theirs) return null
  const patches = operations.flatMap((operation) => (operation.type === 'update' ? [operation.patch] : []))
  if (patches.length === 0) return null
  const attributes = Object.assign({}, theirs.attributes, ...patches.map((patch) => patch.attributes))
  return Object.assign({}, theirs, ...patches, { attributes })
}

/** A stretch of time, rounded as one says it. */
export function agoOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / MS_PER_SECOND))
  if (seconds < SECONDS_PER_MINUTE) return t('{{seconds}} s ago', { seconds })
  const minutes = Math.round(seconds / SECONDS_PER_MINUTE)
  if (minutes < MINUTES_PER_HOUR) return t('{{minutes}} min ago', { minutes })
  const hours = Math.round(minutes / MINUTES_PER_HOUR)
  return hours < HOURS_PER_DAY
    ? t('{{hours}} h ago', { hours })
    : t('{{days}} d ago', { days: Math.round(hours / HOURS_PER_DAY) })
}

// What ours would have overwritten.
function contestedAspects({ operations }: Conflict, theirs: Annotation): Aspect[] {
  const contested = new Map<string, Aspect>()
  for (const operation of operations) {
    if (operation.type !== 'update') continue
    for (const aspect of aspectsOver(operation, theirs)) contested.set(aspectKey(aspect), aspect)
  }
  return [...contested.values()]
}

const aspectsOver = ({ patch, base }: Extract<Operation, { type: 'update' }>, theirs: Annotation): Aspect[] =>
  changedAspects(patch).filter((aspect) => aspectRevision(theirs, aspect) > base)

const STATUS_DEEDS: Record<Annotation['status'], string> = {
  suggested: t('proposed it'),
  draft: t('decided on it'),
  approved: t('approved it'),
  rejected: t('rejected it'),
  deleted: t('deleted it'),
}

function deedOf(aspect: Aspect, theirs: Annotation): string {
  if (typeof aspect === 'object') return answerDeed(aspect.attribute, theirs.attributes[aspect.attribute])
  switch (aspect) {
    case 'label':
      return t('changed the label to {{label}}', { label: theirs.label })
    case 'shape':
      return t('changed the shape')
    case 'status':
      return STATUS_DEEDS[theirs.status]
    case 'occluded':
      return theirs.occluded ? t('marked it as occluded') : t('marked it as not occluded')
    case 'order':
      return t('moved it up or down')
    case 'group':
      return theirs.group === null ? t('took it out of its group') : t('put it into a group')
    default:
      return t('changed it')
  }
}

/** "set colour to red"; an answer that was taken away is nothing. */
export const answerDeed = (name: string, value: Annotation['attributes'][string] | undefined): string =>
  t('set {{name}} to {{value}}', { name, value: value ?? t('nothing') })

const listed = (deeds: readonly string[]): string => new Intl.ListFormat(language(), { type: 'conjunction' }).format(deeds)

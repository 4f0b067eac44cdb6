import type { UserId } from '#shared/domain/ids.ts'
import type { RunMarks } from '#shared/domain/tracking.ts'
import type { Store } from '../store/store.ts'
import { fieldOf, toNames } from './fields.ts'
import { type AnyRun, SPECIAL_TAGS, tagFields } from './logged-runs.ts'

type MarkStore = Pick<Store, 'loggedRuns' | 'runs'>

/** What people change about a run, whoever made it; a tag that becomes null is taken away. */
export interface MarkChange {
  readonly note?: string | undefined
  readonly tags?: Readonly<Record<string, string | null>> | undefined
  readonly archived?: boolean | undefined
  readonly name?: string | undefined
}

/** What is said of a run; nothing yet where nobody has said anything. */
export function marksOf({ kind, run }: AnyRun): RunMarks {
  if (kind === 'logged') return run.marks
  const { note = '', tags = {}, favouriteOf = [], archivedAt = null } = run.marks ?? {}
  return { note, tags: toNames(tags), favouriteOf, archivedAt }
}

/** Writes what people say of a run. */
export async function changeMarks(store: MarkStore, any: AnyRun, change: MarkChange): Promise<void> {
  const { note, tags = {}, archived, name } = change
  const entries = Object.entries(tags)
  const said = entries.flatMap(([key, value]) => (value === null ? [] : [{ key, value }]))
  const set = {
    ...tagFields(said),
    ...(note !== undefined && { 'marks.note': note }),
    ...(archived !== undefined && { 'marks.archivedAt': archived ? Date.now() : null }),
    ...(name !== undefined && { name }),
  }
  // A run of the product is called by its number.
  if (any.kind === 'own') delete set.name
  const unset = Object.fromEntries(entries.flatMap(([key, value]) => (value === null ? [[fieldOfTag(key), '']] : [])))
  await writeMarks(store, any, {
    ...(Object.keys(set).length > 0 && { $set: set }),
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
  })
}

/** Puts somebody's star on a run, or takes it off. */
export async function setFavourite(store: MarkStore, any: AnyRun, userId: UserId, isFavourite: boolean): Promise<void> {
  await writeMarks(store, any, { [isFavourite ? '$addToSet' : '$pull']: { 'marks.favouriteOf': userId } })
}

const fieldOfTag = (key: string): string => (key === SPECIAL_TAGS.note ? 'marks.note' : `marks.tags.${fieldOf(key)}`)

async function writeMarks(store: MarkStore, { kind, run }: AnyRun, update: Record<string, unknown>): Promise<void> {
  if (Object.keys(update).length === 0) return
  if (kind === 'logged') await store.loggedRuns.updateOne({ _id: run.id }, update)
  else await store.runs.updateOne({ _id: run.id }, update)
}

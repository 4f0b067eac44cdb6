/** One run of the editors: several people at random acts on one image over real sockets, with cuts and reloads, until all is quiet. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { AssetId, OperationId, UserId } from '#shared/domain/ids.ts'
import type { CommandReply } from '#shared/events.ts'
import { createRandom } from '#shared/random.ts'
import { actAtRandom } from './editors-acts.ts'
import { type Editor, openEditor } from './editors-editor.ts'

/** Acts of one editor in one run. */
const FEWEST_ACTS = 4
const MORE_ACTS = 10
/** Milliseconds between two acts, at most. */
const LONGEST_PAUSE_MS = 6
const SHARE_OF_CUTS = 0.08
const SHARE_OF_RELOADS = 0.05
const QUIET_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 5

export interface EditorsRun {
  readonly address: string
  readonly people: readonly { readonly id: UserId; readonly token: string }[]
  readonly assetId: AssetId
  readonly labels: readonly string[]
  readonly seed: number
}

/** What a run did and what became of it; `problems` is empty where everything held. */
export interface EditorsOutcome {
  readonly acts: number
  readonly cuts: number
  readonly reloads: number
  readonly acknowledged: number
  readonly problems: readonly string[]
}

/** Lets everybody work until all is quiet, then compares every editor with the server and with its log. */
export async function runEditors(
  run: EditorsRun,
  logged: () => Promise<readonly { sequence: number; ids: readonly OperationId[] }[]>,
): Promise<EditorsOutcome> {
  const editors = await Promise.all(run.people.map((person) => openEditor({ ...run, person })))
  const tally = { acts: 0, cuts: 0, reloads: 0 }
  try {
    await Promise.all(editors.map((editor, index) => work(editor, run, index, tally)))
    const problems = await untilQuiet(editors)
    if (problems.length === 0) problems.push(...(await compare(editors, run.assetId)))
    problems.push(...lostOrDoubled(editors, await logged()))
    return { ...tally, acknowledged: acknowledgedBy(editors).length, problems }
  } finally {
    for (const editor of editors) editor.close()
  }
}

async function work(
  editor: Editor,
  run: EditorsRun,
  index: number,
  tally: { acts: number; cuts: number; reloads: number },
): Promise<void> {
  const random = createRandom(run.seed * run.people.length + index).next
  const acts = FEWEST_ACTS + Math.floor(random() * MORE_ACTS)
  for (let act = 0; act < acts; act++) {
    await editor.opened()
    actAtRandom(editor.store(), random, run.labels)
    tally.acts++
    await sleep(random() * LONGEST_PAUSE_MS)
    const chance = random()
    if (chance < SHARE_OF_CUTS) {
      editor.cut()
      tally.cuts++
    } else if (chance < SHARE_OF_CUTS + SHARE_OF_RELOADS) {
      await editor.reload()
      tally.reloads++
    }
  }
}

// Nobody waits for an answer, nobody has to decide, and everybody has heard the newest commit.
async function untilQuiet(editors: readonly Editor[]): Promise<string[]> {
  for (const deadline = Date.now() + QUIET_WITHIN_MS; Date.now() < deadline; await sleep(LOOK_EVERY_MS)) {
    for (const editor of editors)
      for (const { target } of editor.store().getSnapshot().conflicts) editor.store().keepTheirs(target)
    const isQuiet = editors.every((editor) => editor.store().getSnapshot().save.kind === 'saved')
    const sequences = new Set(editors.map((editor) => editor.store().sequence()))
    if (isQuiet && sequences.size === 1) return []
  }
  return [`not quiet: ${editors.map((editor) => `${editor.store().getSnapshot().save.kind} at ${editor.store().sequence()}`)}`]
}

async function compare(editors: readonly Editor[], assetId: AssetId): Promise<string[]> {
  const truth = await editors[0]?.ask(assetId)
  if (truth?.type !== 'state') return ['the server did not say what it has']
  const annotations = new Map(truth.annotations.map((annotation) => [annotation.id, annotation]))
  return editors.flatMap((editor, index) => {
    const state = editor.store().getSnapshot().state
    const isSame =
      isDeepStrictEqual(state?.annotations, annotations) &&
      state?.status === truth.asset.status &&
      state.revision === truth.asset.revision &&
      editor.store().sequence() === truth.sequence
    return isSame ? [] : [`editor ${index} shows something else than the server: ${differenceOf(truth, editor)}`]
  })
}

function differenceOf(truth: Extract<CommandReply<'asset:open'>, { type: 'state' }>, editor: Editor): string {
  const state = editor.store().getSnapshot().state
  if (state?.status !== truth.asset.status) return `status ${state?.status} and ${truth.asset.status}`
  const other = truth.annotations.find((one) => !isDeepStrictEqual(state.annotations.get(one.id), one))
  return other ? `${JSON.stringify(state.annotations.get(other.id))} and ${JSON.stringify(other)}` : 'more annotations, or others'
}

function lostOrDoubled(editors: readonly Editor[], log: readonly { sequence: number; ids: readonly OperationId[] }[]): string[] {
  const times = new Map<OperationId, number>()
  for (const { ids } of log) for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1)
  const gaps = log.filter(({ sequence }, index) => sequence !== index + 1).map(({ sequence }) => `a gap before ${sequence}`)
  const lost = acknowledgedBy(editors).filter((id) => !times.has(id))
  const doubled = [...times].filter(([, count]) => count > 1)
  return [
    ...gaps,
    ...lost.map((id) => `${id} was acknowledged and is lost`),
    ...doubled.map(([id, count]) => `${id} is there ${count} times`),
  ]
}

const acknowledgedBy = (editors: readonly Editor[]): OperationId[] => editors.flatMap((editor) => [...editor.acknowledged])

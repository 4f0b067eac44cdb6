import { createStore } from 'zustand/vanilla'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'
import type { SuggestionItem } from '#shared/routes/review.ts'
import type { AnnotationSessions } from '../annotations/annotation-sessions.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'
import type { Change } from '../annotations/change.ts'
import { translated } from '../heard.ts'
import { plural, t } from '../i18n.ts'
import { decisionsWith } from '../workbench/decisions.ts'
import { createOpenAssets, durable, opened } from './open-assets.ts'
import { withMoment } from './pace.ts'
import { grouped, idsPerAsset, sentenceOfLate, sentenceOfReversal, sentenceOfStep } from './steps.ts'
import { completeOf, refusedOf, saveOf } from './together.ts'
import { EMPTY, type Seen, type Step, type TriageState } from './triage-state.ts'
import { changesOf, type Done, doneBy, takingBack, type Verdict } from './verdicts.ts'

/** Assets of an act on many that are worked on at the same time. */
const ASSETS_AT_ONCE = 4
const MOST_STEPS = 200
/** From so many changes on, progress is told. */
const MANY = 40
const NOT_OPEN = t('The server cannot be reached and this image was not opened before: decide it when the connection is back.')

interface TriageDeps {
  readonly sessions: Pick<AnnotationSessions, 'acquire' | 'release'>
  /** Whether decisions are final (a reviewer's) or wait for a review. */
  readonly mayReview: boolean
  readonly isConnected: () => boolean
  readonly now?: () => number
}
export type TriageWork = ReturnType<typeof createTriageWork>

/** Deciding on suggestions of many assets: each decision an ordinary change of its asset, all of them one history of undo. */
export function createTriageWork({ sessions, mayReview, isConnected, now = Date.now }: TriageDeps) {
  const state = createStore<TriageState>()(() => EMPTY)
  const decisions = decisionsWith(mayReview ? 'approved' : 'draft')
  const closing = mayReview ? 'approved' : 'review'
  const assets = createOpenAssets(sessions, look)
  const touched = new Map<AssetId, AssetState>()
  let listed = new Map<AssetId, AnnotationId[]>()
  let isStopped = false

  // What an open asset says of its suggestions; also what others did.
  function look(store: AnnotationStore) {
    const snapshot = store.getSnapshot()
    if (snapshot.state && touched.has(store.assetId)) touched.set(store.assetId, snapshot.state)
    const news = (listed.get(store.assetId) ?? []).flatMap((id) => {
      const annotation = snapshot.state?.annotations.get(id)
      return annotation ? [[id, annotation] as const] : []
    })
    notice(news)
    const stores = assets.stores()
    state.setState({ save: saveOf(stores), refused: refusedOf(stores), complete: completeOf(touched.values(), closing) })
  }

  function notice(news: readonly (readonly [AnnotationId, Seen])[]) {
    const { seen } = state.getState()
    const fresh = news.filter(([id, { status, label }]) => {
      const before = seen.get(id)
      return before?.status !== status || before.label !== label
    })
    if (fresh.length > 0) state.setState({ seen: new Map([...seen, ...fresh]) })
  }

  function begin(what: string): Step {
    const step: Step = { what, done: [] }
    state.setState(({ undos }) => ({ undos: [...undos, step].slice(-MOST_STEPS), redos: [], note: null }))
    return step
  }

  // Makes changes on one asset, as soon as it is open; false where it could not be opened.
  async function onAsset(assetId: AssetId, choose: (state: AssetState) => readonly Change[], into: Done[]): Promise<boolean> {
    const store = assets.hold(assetId)
    if (!store.getSnapshot().state) {
      if (!isConnected()) return fail(NOT_OPEN)
      if (!(await opened(store))) return fail(translated(store.getSnapshot().failure?.message ?? NOT_OPEN))
    }
    const before = store.getSnapshot().state
    if (!before) return false
    touched.set(assetId, before)
    const changes = choose(before)
    into.push(...doneBy(before, changes))
    store.change(changes)
    look(store)
    return true
  }

  function fail(note: string): false {
    state.setState({ note })
    return false
  }

  async function decideOn(assetId: AssetId, ids: readonly AnnotationId[], verdict: Verdict, step: Step): Promise<void> {
    await onAsset(
      assetId,
      (before) => {
        const { changes, late } = changesOf(before, ids, verdict, decisions)
        if (late.length > 0) state.setState({ note: sentenceOfLate(late.length) })
        return changes
      },
      step.done,
    )
  }

  // A few assets at a time, each left once all of it is durable; tells how far it is.
  async function eachAsset<T>(
    entries: Iterable<readonly [AssetId, readonly T[]]>,
    work: (assetId: AssetId, parts: readonly T[]) => Promise<unknown>,
  ): Promise<void> {
    const waiting = [...entries]
    const hand = async () => {
      for (let next = waiting.shift(); next && !isStopped; next = waiting.shift()) {
        const [assetId, parts] = next
        await work(assetId, parts)
        await durable(assets.hold(assetId))
        state.setState(({ batch }) => ({ batch: batch && { ...batch, done: batch.done + parts.length } }))
      }
    }
    await Promise.all(Array.from({ length: ASSETS_AT_ONCE }, hand))
  }

  async function reverse(from: 'undos' | 'redos') {
    const step = state.getState()[from].at(-1)
    if (!step || state.getState().batch) return
    state.setState(({ undos, redos }) => (from === 'undos' ? { undos: undos.slice(0, -1) } : { redos: redos.slice(0, -1) }))
    const back: Step = { what: step.what, done: [] }
    let kept = 0
    const takeBack = (assetId: AssetId, done: readonly Done[]) =>
      onAsset(
        assetId,
        (before) => {
          const taken = takingBack(before, done)
          kept += taken.kept
          return taken.changes
        },
        back.done,
      )
    const perAsset = grouped(step.done, ({ assetId }) => assetId)
    if (step.done.length < MANY) await Promise.all([...perAsset].map(([assetId, done]) => takeBack(assetId, done)))
    else {
      isStopped = false
      state.setState({ batch: { deed: 'taken back', done: 0, total: step.done.length } })
      await eachAsset(perAsset, takeBack)
      state.setState({ batch: null })
    }
    state.setState(({ undos, redos }) => (from === 'undos' ? { redos: [...redos, back] } : { undos: [...undos, back] }))
    state.setState({ note: sentenceOfReversal(step.what, from === 'undos', kept) })
  }

  return {
    state,
    /** Says which suggestions are listed, so that news of their assets is heard. */
    list(items: readonly SuggestionItem[]) {
      listed = idsPerAsset(items)
    },
    /** What the server says of listed suggestions; an asset that is open here knows better. */
    hear(news: readonly (Seen & { id: AnnotationId })[]) {
      const own = new Set(assets.stores().flatMap(({ assetId }) => listed.get(assetId) ?? []))
      notice(news.filter(({ id }) => !own.has(id)).map((seen) => [seen.id, seen] as const))
    },
    /** Opens assets ahead of the hand. */
    prepare(ids: readonly AssetId[]) {
      for (const id of ids) assets.hold(id)
    },
    /** Decides on suggestions as one step of undo. Resolves when all of it is on its way. */
    async decide(items: readonly SuggestionItem[], verdict: Verdict): Promise<void> {
      if (items.length === 0) return
      const step = begin(sentenceOfStep(items, verdict))
      state.setState(({ moments }) => ({ moments: withMoment(moments, { at: now(), count: items.length }) }))
      await Promise.all([...idsPerAsset(items)].map(([assetId, ids]) => decideOn(assetId, ids, verdict, step)))
    },
    /**
     * Decides on page after page, until they end or `stop` is called: a few assets at a time, each left once all of it is
     * durable. One step of undo. Gives how many were decided.
     */
    async decideAll(pages: AsyncIterable<readonly SuggestionItem[]>, total: number, verdict: Verdict): Promise<number> {
      const step = begin(t('{{what}} accepted', { what: total }))
      isStopped = false
      state.setState({ batch: { deed: 'accepted', done: 0, total } })
      try {
        for await (const items of pages) {
          await eachAsset(idsPerAsset(items), (assetId, ids) => decideOn(assetId, ids, verdict, step))
          if (isStopped) break
        }
      } finally {
        state.setState({ batch: null })
      }
      const count = step.done.length
      state.setState({
        note: isStopped
          ? t('{{count}} accepted, then stopped. Ctrl+Z takes all of it back.', { count })
          : t('{{count}} accepted. Ctrl+Z takes all of it back.', { count }),
      })
      return count
    },
    stop() {
      isStopped = true
    },
    /** Approves (annotators: submits) the images on which nothing is undecided any more. */
    async close(): Promise<void> {
      const { complete } = state.getState()
      if (complete.length === 0) return state.setState({ note: t('No image is complete yet: something on each is undecided.') })
      const step = begin(
        mayReview
          ? plural(complete.length, '{{count}} image approved', '{{count}} images approved')
          : plural(complete.length, '{{count}} image submitted', '{{count}} images submitted'),
      )
      for (const assetId of complete) await onAsset(assetId, () => [{ type: 'asset', status: closing }], step.done)
      state.setState({ note: t('{{what}}. Ctrl+Z takes it back.', { what: step.what }) })
    },
    undo: () => reverse('undos'),
    redo: () => reverse('redos'),
    settle(assetId: AssetId, target: AnnotationId | null, isMine: boolean) {
      const store = assets.hold(assetId)
      if (isMine) store.keepMine(target)
      else store.keepTheirs(target)
    },
    /** Leaves every asset; what waits is still sent. */
    leave: () => assets.letAllGo(),
  }
}

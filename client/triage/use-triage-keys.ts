import { type RefObject, useEffect, useRef } from 'react'
import { activeLabels, type Ontology } from '#shared/ontology.ts'
import type { SuggestionItem } from '#shared/routes/review.ts'
import { moveFocus } from '../components/assets/grid-maths.ts'
import { isMeantElsewhere } from '../components/meant-elsewhere.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { t } from '../i18n.ts'
import { keyOf } from '../workbench/keys/key-of.ts'
import type { GridHandle } from './crop-grid.tsx'
import { nextUndecided, pickTo } from './picking.ts'
import type { TriageWork } from './triage-work.ts'
import type { Verdict } from './verdicts.ts'

interface TriageHands {
  readonly work: TriageWork
  readonly items: readonly SuggestionItem[]
  readonly ontology: Ontology
  readonly grid: RefObject<GridHandle | null>
  readonly mayDecide: boolean
  readonly onOpen: (index: number) => void
}

/** The keys of triage: arrows move, one key decides and goes on. */
export function useTriageKeys(hands: TriageHands): void {
  usePageKeys(LISTED)
  const latest = useRef(hands)
  latest.current = hands
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented || isMeantElsewhere(event)) return
      if (act(latest.current, keyOf(event))) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

const LISTED = [
  { keys: 'arrowleft / arrowright / arrowup / arrowdown', what: t('Move; with Shift, pick all on the way') },
  { keys: 'enter', what: t('Accept, and go to the next') },
  { keys: 'backspace', what: t('Reject, and go to the next') },
  { keys: '1 / 2 / 3', what: t('Accept as this label') },
  { keys: 'shift+enter', what: t('Approve (annotators: submit) the images that are complete') },
  { keys: 'e', what: t('Fix it in the workbench') },
  { keys: 'mod+a', what: t('Pick all in sight') },
  { keys: 'escape', what: t('Pick none') },
  { keys: 'mod+z', what: t('Undo; with Shift, redo') },
]

// True where the key meant something.
function act(hands: TriageHands, key: string): boolean {
  const { work, items, ontology, grid, mayDecide } = hands
  const isExtending = key.startsWith('shift+')
  const arrow = ARROWS[key.replace('shift+', '')] ?? ''
  const moved = moveFocus(work.state.getState().focus, arrow, grid.current?.columns ?? 1, items.length)
  if (moved !== null) return goTo(hands, moved, isExtending)
  const label = activeLabels(ontology).find((candidate) => candidate.key === key)
  const verdict = VERDICTS[key] ?? (label && { type: 'relabel', label: label.name })
  if (verdict) return mayDecide && decide(hands, verdict)
  const general = ACTS[key]
  general?.(hands)
  return general !== undefined
}

const VERDICTS: Record<string, Verdict> = {
  enter: { type: 'accept' },
  backspace: { type: 'reject' },
  delete: { type: 'reject' },
}

const ACTS: Record<string, (hands: TriageHands) => void> = {
  escape: ({ work }) => work.state.setState({ picked: new Set(), note: null }),
  'ctrl+a': ({ work, grid }) => work.state.setState({ picked: new Set(grid.current?.inSight() ?? []) }),
  e: ({ work, onOpen }) => onOpen(work.state.getState().focus),
  'shift+enter': ({ work }) => void work.close(),
  'ctrl+z': ({ work }) => void work.undo(),
  'ctrl+shift+z': ({ work }) => void work.redo(),
  'ctrl+y': ({ work }) => void work.redo(),
}

const ARROWS: Record<string, string> = {
  arrowleft: 'ArrowLeft',
  arrowright: 'ArrowRight',
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  home: 'Home',
  end: 'End',
}

function goTo({ work, grid }: TriageHands, focus: number, isExtending: boolean): boolean {
  const { anchor } = work.state.getState()
  work.state.setState({ focus, picked: pickTo(anchor, focus, isExtending), ...(!isExtending && { anchor: focus }) })
  grid.current?.show(focus)
  return true
}

// Decides on what is picked, else on the one in focus, and goes to the next that is undecided.
function decide(hands: TriageHands, verdict: Verdict): boolean {
  const { work, items } = hands
  const { picked, focus, seen } = work.state.getState()
  const isUndecided = (index: number) => {
    const item = items[index]
    return item !== undefined && (seen.get(item.annotation.id) ?? item.annotation).status === 'suggested'
  }
  const places = (picked.size > 0 ? [...picked] : [focus]).filter(isUndecided)
  const last = picked.size > 0 ? Math.max(...picked) : focus
  const chosen = new Set(places)
  void work.decide(
    places.flatMap((index) => items[index] ?? []),
    verdict,
  )
  const next = nextUndecided(last, items.length, (index) => !chosen.has(index) && isUndecided(index))
  return goTo(hands, next ?? last, false)
}

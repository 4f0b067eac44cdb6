import type { RefObject } from 'react'
import type { FindingDecision, ShownFinding } from '#shared/domain/quality.ts'
import { t } from '../../../i18n.ts'
import { moveFocus } from '../../assets/grid-maths.ts'
import { usePageKeys } from '../../use-page-keys.ts'
import type { Decisions } from './use-decisions.ts'

interface FindingHands {
  readonly findings: readonly ShownFinding[]
  readonly focus: number
  readonly setFocus: (focus: number) => void
  readonly grid: RefObject<HTMLDivElement | null>
  /** Null for who may only look. */
  readonly decisions: Decisions | null
  readonly open: (finding: ShownFinding) => void
  readonly onNextRule: (by: 1 | -1) => void
}

/** The keys of the list of findings: arrows move, one key decides. */
export function useFindingKeys({ findings, focus, setFocus, grid, decisions, open, onNextRule }: FindingHands): void {
  const inFocus = findings[focus]
  const decide = (decision: FindingDecision) => () => inFocus && decisions?.decide([inFocus], decision)
  const move = (event?: KeyboardEvent) => {
    const moved = moveFocus(focus, event?.key ?? '', columnsOf(grid.current), findings.length)
    if (moved === null) return
    setFocus(moved)
    const tile = grid.current?.children[moved]
    tile?.scrollIntoView({ block: 'nearest' })
    if (tile instanceof HTMLElement) tile.focus({ preventScroll: true })
  }
  usePageKeys([
    { keys: 'arrowleft / arrowright / arrowup / arrowdown', what: t('Move the focus'), run: move },
    { keys: 'enter', what: t('Open in the workbench'), run: () => inFocus && open(inFocus) },
    ...(decisions
      ? [
          { keys: 'd', what: t('It is fine: dismiss'), run: decide('dismiss') },
          { keys: 'o', what: t('Look again: reopen'), run: decide('reopen') },
          { keys: 'q', what: t('Set the image aside'), run: decide('quarantine') },
          { keys: 'r', what: t('Take the image back in'), run: decide('release') },
          { keys: 'mod+z', what: t('Undo'), run: () => decisions.undo() },
        ]
      : []),
    { keys: 'j', what: t('Next rule with findings'), run: () => onNextRule(1) },
    { keys: 'k', what: t('Previous rule with findings'), run: () => onNextRule(-1) },
  ])
}

// As many as the browser put beside each other.
function columnsOf(grid: HTMLDivElement | null): number {
  const [first, ...rest] = [...(grid?.children ?? [])] as HTMLElement[]
  if (!first) return 1
  const below = rest.findIndex(({ offsetTop }) => offsetTop !== first.offsetTop)
  return below < 0 ? rest.length + 1 : below + 1
}

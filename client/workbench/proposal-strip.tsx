import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import type { Annotation } from '#shared/domain/annotation.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { Stage } from '../canvas/stage.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { t } from '../i18n.ts'
import { Crop } from '../triage/crop-tile.tsx'
import { filterToReturnTo } from '../triage/last-filter.ts'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import styles from './filmstrip.module.css'
import { goTo } from './review-acts.ts'
import { suggestionsByWorth } from './suggestions.ts'
import { boxAt } from './use-asked-place.ts'

const HERE = '/projects/$projectId/assets/$assetId'
const UNKNOWN_COLOR = '#9a9a9a'
/** More do not fit beside the labels; the rest comes up as these are decided. */
const MOST_SHOWN = 7

/** The undecided proposals of the image, the one worth most first: one in focus, the next ones beside it. */
export function ProposalStrip({ proposals }: { proposals: readonly Annotation[] }) {
  const { desk } = useOpenDesk()
  const selected = useDeskState((ui) => ui.selection.at(-1))
  const colors = new Map(desk.project.ontology.labels.map(({ name, color }) => [name, color]))
  const shown = proposals.slice(0, MOST_SHOWN)
  const inFocus = proposals.find(({ id }) => id === selected)
  // The one in focus is always in sight, wherever Tab has led.
  const listed = inFocus && !shown.includes(inFocus) ? [...shown.slice(0, -1), inFocus] : shown
  return (
    <div className={styles.proposals} role="listbox" aria-label={t('Undecided proposals')} data-testid="proposals">
      <span className={styles.left}>{t('{{open}} left', { open: proposals.length })}</span>
      {listed.map((annotation) => (
        <button
          key={annotation.id}
          type="button"
          role="option"
          aria-selected={annotation.id === selected}
          aria-label={annotation.label}
          className={styles.frame}
          data-current={annotation.id === selected}
          data-id={annotation.id}
          data-testid="proposal"
          onClick={() => goTo(desk, annotation)}
        >
          <Crop item={{ annotation, asset: desk.asset }} color={colors.get(annotation.label) ?? UNKNOWN_COLOR} side={128} />
        </button>
      ))}
    </div>
  )
}

/** The undecided proposals that have a place on the image. An image opened for review begins with the one worth most. */
export function useProposals(): readonly Annotation[] {
  const { desk, state } = useOpenDesk()
  const { at, place } = useSearch({ from: HERE })
  const proposals = useMemo(() => suggestionsByWorth(state).filter(({ shape }) => bounds(shape) !== null), [state])
  // Every image has a stage of its own: the one before may still stand while the next is opened.
  const begun = useRef<Stage | null>(null)
  useEffect(() => {
    if (!desk.stage || begun.current === desk.stage) return
    begun.current = desk.stage
    const wanted = at === undefined ? undefined : state.annotations.get(at)
    const first = wanted ?? (desk.role === 'reviewer' ? proposals[0] : undefined)
    if (first && desk.readOnly === null) goTo(desk, first)
    // A place that was asked for is looked at, whether or not anything may be changed there.
    if (place !== undefined) desk.stage.goTo(boxAt(place))
  }, [desk, state, at, place, proposals])
  return proposals
}

/** The way back, for who came from triage to fix one proposal. */
export function BackToTriage() {
  const { from } = useSearch({ from: HERE })
  return from === 'triage' ? <WayBack /> : null
}

function WayBack() {
  const { id: projectId } = useOpenDesk().desk.project
  const navigate = useNavigate()
  const place = { to: '/projects/$projectId/triage', params: { projectId }, search: filterToReturnTo(projectId) } as const
  usePageKeys([{ keys: 'e', what: t('Back to triage'), run: () => void navigate(place) }])
  return (
    <Link {...place} className={styles.back} data-testid="back-to-triage">
      {t('Back to triage')} <kbd>E</kbd>
    </Link>
  )
}

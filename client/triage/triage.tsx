import { useLocalStorage } from '@mantine/hooks'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { User } from '#shared/domain/people.ts'
import { may } from '#shared/policy.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { MOST_NAMED, type SuggestionItem } from '#shared/routes/review.ts'
import { tasks } from '#shared/tasks/index.ts'
import { QueryError } from '../components/query-error.tsx'
import { t } from '../i18n.ts'
import { AcceptAll } from './accept-all.tsx'
import { CropGrid, type GridHandle } from './crop-grid.tsx'
import { FocusCard } from './focus-card.tsx'
import { rememberFilter } from './last-filter.ts'
import { NothingLeft } from './nothing-left.tsx'
import styles from './triage.module.css'
import { TriageBar } from './triage-bar.tsx'
import { TriageNotes } from './triage-notes.tsx'
import { suggestionsAbove, type TriageFilter, triageQueries } from './triage-queries.ts'
import { TriageSide } from './triage-side.tsx'
import type { TriageWork } from './triage-work.ts'
import { useTriageKeys } from './use-triage-keys.ts'

/** A crop needs less room than a whole image; the smaller one puts 200 on a screen. */
const USUAL_TILE_PX = { crop: 60, whole: 110 } as const
/** Crops beside the focus whose images are opened ahead. */
const AHEAD = 10

interface Props {
  readonly project: ProjectSummary
  readonly user: User
  readonly work: TriageWork
  readonly filter: TriageFilter
}

/** All undecided suggestions of a filter as crops, decided by one key each. */
export function Triage({ project, user, work, filter }: Props) {
  const navigate = useNavigate()
  const cache = useQueryClient()
  const list = useInfiniteQuery(triageQueries.list(project.id, filter))
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const { data: counts } = useQuery(triageQueries.counts(project.id, filter.label))
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const total = data?.pages[0]?.total ?? 0
  const scores = counts?.scores ?? []
  const undecided = counts ? scores.reduce((sum, number) => sum + number, 0) : total
  const { seen, focus, batch, save } = useStore(work.state)
  const isWhole = tasks[project.task].shape === 'whole'
  const [tile, setTile] = useLocalStorage<number>({
    key: isWhole ? 'labelloop.triage.images' : 'labelloop.triage.crops',
    defaultValue: isWhole ? USUAL_TILE_PX.whole : USUAL_TILE_PX.crop,
  })
  const grid = useRef<GridHandle | null>(null)
  const mayReview = may(user, 'asset:review', project.id)
  const mayDecide = may(user, 'annotation:draw', project.id)

  useEffect(() => work.list(items), [work, items])
  const onSight = useNews(work, project, items)
  useEffect(() => {
    const near = items.slice(focus, focus + AHEAD).map(({ asset }) => asset.id)
    if (mayDecide) work.prepare([...new Set(near)])
  }, [work, items, focus, mayDecide])
  const isUndecided = ({ annotation }: SuggestionItem) => (seen.get(annotation.id) ?? annotation).status === 'suggested'
  // What is durable counts at once; what others decided, or was decided out of sight, with the next count.
  const durableHere = items.reduce((sum, item) => sum + (isUndecided(item) ? 0 : 1), 0) - save.waiting
  const left = Math.max(0, Math.min(undecided, total - durableHere))
  const isNearEnd = focus >= items.length - AHEAD || !items.some(isUndecided)
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [isNearEnd, hasNextPage, isFetchingNextPage, fetchNextPage])

  const restart = useCallback(() => {
    work.state.setState({ focus: 0, anchor: 0, picked: new Set() })
    void cache.resetQueries({ queryKey: ['triage', project.id] })
  }, [work, cache, project.id])
  const setFilter = (next: TriageFilter) => {
    work.state.setState({ focus: 0, anchor: 0, picked: new Set() })
    void navigate({ to: '/projects/$projectId/triage', params: { projectId: project.id }, search: next, replace: true })
  }
  const open = (index: number) => {
    const item = items[index]
    if (!item) return
    rememberFilter(project.id, filter)
    void navigate({
      to: '/projects/$projectId/assets/$assetId',
      params: { projectId: project.id, assetId: item.asset.id },
      search: { role: mayReview ? 'reviewer' : 'annotator', at: item.annotation.id, from: 'triage' },
    })
  }
  const acceptAll = (least: number, number: number) =>
    void work.decideAll(suggestionsAbove(project.id, filter.label, least), number, { type: 'accept' }).catch(() =>
      work.state.setState({
        note: t('The server cannot be reached: what was accepted so far is kept, the rest is undecided.'),
      }),
    )
  useTriageKeys({ work, items, ontology: project.ontology, grid, mayDecide, onOpen: open })

  if (error && !data) return <QueryError what={t('The suggestions')} error={error} retry={() => void refetch()} />
  const inFocus = items[focus]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the keyboard where it is
    <div className={styles.page} onMouseDown={keepKeyboard} data-testid="triage">
      <aside className={styles.side} aria-label={t('What is shown')}>
        <TriageSide ontology={project.ontology} filter={filter} counts={counts?.labels} onFilter={setFilter} />
        <AcceptAll
          scores={scores}
          isDisabled={!mayDecide || undecided === 0}
          batch={batch}
          onAccept={acceptAll}
          onStop={work.stop}
        />
        <FocusCard item={inFocus} seen={inFocus && seen.get(inFocus.annotation.id)} ontology={project.ontology} ownId={user.id} />
        <p className={styles.keys}>
          <kbd>⏎</kbd> {t('accept')} <kbd>⌫</kbd> {t('reject')} <kbd>1</kbd>…<kbd>9</kbd> {t('relabel')} <kbd>E</kbd> {t('fix')}
        </p>
      </aside>
      <section className={styles.content}>
        <TriageBar
          work={work}
          total={total}
          undecided={left}
          mayReview={mayReview}
          tile={tile}
          onTile={setTile}
          onRefresh={restart}
        />
        {data && items.length === 0 ? (
          <NothingLeft
            project={project}
            hasLabel={filter.label !== undefined}
            onAll={() => setFilter({ ...filter, label: undefined })}
          />
        ) : (
          <CropGrid
            work={work}
            items={items}
            ontology={project.ontology}
            tile={tile}
            handle={grid}
            onOpen={open}
            onSight={onSight}
          />
        )}
        <TriageNotes work={work} />
      </section>
    </div>
  )
}

// What others decide of the crops in sight: asked again with every notice of the project.
function useNews(work: TriageWork, project: ProjectSummary, items: readonly SuggestionItem[]) {
  const [sight, setSight] = useState({ first: 0, last: 0 })
  const ids = useMemo(
    () => items.slice(sight.first, Math.min(sight.last + 1, sight.first + MOST_NAMED)).map(({ annotation }) => annotation.id),
    [items, sight],
  )
  const { data } = useQuery(triageQueries.look(project.id, ids))
  useEffect(() => {
    if (data) work.hear(data)
  }, [work, data])
  return useCallback(
    (first: number, last: number) =>
      setSight((before) => (before.first === first && before.last === last ? before : { first, last })),
    [],
  )
}

// A click beside the crops must not take the keys away from them: the next Enter accepts.
function keepKeyboard(event: React.MouseEvent) {
  const target = event.target as HTMLElement
  if (target.closest('input, textarea, [role=slider], [role=grid]')) return
  event.preventDefault()
}

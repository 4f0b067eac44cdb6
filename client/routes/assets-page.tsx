import { Button, Skeleton, Slider } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconFilterOff, IconMap2, IconPhotoPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { AssetId } from '#shared/domain/ids.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import type { Point } from '#shared/shapes/index.ts'
import { totalOf } from '#shared/total-of.ts'
import { sentenceOf } from '../api-error.ts'
import { AssetAsking } from '../components/assets/asset-asking.tsx'
import { AssetGrid, type GridState } from '../components/assets/asset-grid.tsx'
import { AssetMenu } from '../components/assets/asset-menu.tsx'
import { Filters } from '../components/assets/filters.tsx'
import { Preview } from '../components/assets/preview.tsx'
import { SelectionBar } from '../components/assets/selection-bar.tsx'
import { TableMenu } from '../components/assets/table-menu.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { QueryError } from '../components/query-error.tsx'
import { usePageKeys } from '../components/use-page-keys.ts'
import { useStartWork } from '../components/use-start-work.ts'
import { counted } from '../figures.ts'
import { t } from '../i18n.ts'
import { type AssetQuery, queries } from '../queries.ts'
import styles from './assets-page.module.css'
import { useProjectId } from './use-project-id.ts'

const TILE_PX = { least: 90, most: 360, usual: 190 } as const
const NOTHING: GridState = { focus: 0, selected: new Set() }

/** Every image of the project, narrowed by what the address bar says. */
export function AssetsPage() {
  const projectId = useProjectId()
  const { data: project } = useQuery(queries.project(projectId))
  if (!project) return <Waiting />
  return <Shown project={project} />
}

function Shown({ project }: { project: ProjectSummary }) {
  const navigate = useNavigate()
  const filter = present(useSearch({ from: '/shell/projects/$projectId/assets' }))
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    queries.assets(project.id, filter),
  )
  const assets = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const isLeast = data?.pages[0]?.totalIsLeast ?? false
  const known = data?.pages[0]?.total ?? totalOf(project.assets)
  const total = Math.max(known, assets.length + (isLeast && hasNextPage ? 1 : 0))
  const { order, ...asked } = filter
  const [tile, setTile] = useLocalStorage<number>({ key: 'labelloop.tile', defaultValue: TILE_PX.usual })
  const [state, setState] = useState(NOTHING)
  const [previewed, setPreviewed] = useState(false)
  const [menuAt, setMenuAt] = useState<Point | null>(null)
  const [reach, setReach] = useState(0)
  const onReach = useCallback((index: number) => setReach(index), [])
  useEffect(() => {
    if (reach >= assets.length - 1 && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [reach, assets.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  const setFilter = (next: AssetQuery) => {
    setState(NOTHING)
    void navigate({ to: '/projects/$projectId/assets', params: { projectId: project.id }, search: next, replace: true })
  }
  const open = (index: number) => {
    const asset = assets[index]
    if (!asset) return
    void navigate({
      to: '/projects/$projectId/assets/$assetId',
      params: { projectId: project.id, assetId: asset.id },
      search: asset.status === 'review' ? { role: 'reviewer' } : {},
    })
  }
  const showSimilar = (similar: AssetId | undefined) => {
    if (similar !== undefined) setFilter({ similar })
  }
  const start = useStartWork(project.id)
  usePageKeys([
    { keys: 'a', what: t('Start annotating'), run: () => start.mutate('annotator') },
    { keys: 'v', what: t('Start reviewing'), run: () => start.mutate('reviewer') },
    { keys: 's', what: t('Find similar'), run: () => showSimilar(assets[state.focus]?.id) },
    {
      keys: 'm',
      what: t('Map'),
      run: () => void navigate({ to: '/projects/$projectId/assets/map', params: { projectId: project.id } }),
    },
    { keys: 'arrowleft / arrowright / arrowup / arrowdown', what: t('Move the focus') },
    { keys: 'space', what: t('Preview') },
    { keys: 'enter', what: t('Open in the workbench') },
  ])

  const selected = [...state.selected].flatMap((index) => assets[index] ?? [])
  const filtered = Object.keys(asked).length > 0
  return (
    <div className={styles.page}>
      <Filters project={project} filter={asked} onFilter={(next) => setFilter({ ...next, ...(order && { order }) })} />
      <section className={styles.content}>
        <AssetAsking project={project} filter={filter} refusal={error && sentenceOf(error)} onFilter={setFilter} />
        <div className={styles.bar}>
          {selected.length > 0 ? (
            <SelectionBar
              projectId={project.id}
              selected={selected}
              onOpen={() => open(state.focus)}
              onSimilar={() => showSimilar(selected[0]?.id)}
            />
          ) : (
            <span className={styles.total}>{data ? totalWords(total, isLeast) : ' '}</span>
          )}
          <div className={styles.right}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconMap2 size={14} stroke={1.7} />}
              component={Link}
              c="inherit"
              to={`/projects/${project.id}/assets/map`}
              data-testid="open-map"
            >
              {t('Map')}
            </Button>
            <TableMenu projectId={project.id} asked={filter} />
            <Slider
              className={styles.slider}
              size={3}
              thumbSize={13}
              min={TILE_PX.least}
              max={TILE_PX.most}
              label={null}
              value={tile}
              onChange={setTile}
              thumbLabel={t('Size of the thumbnails')}
            />
            <Button size="xs" variant="default" onClick={() => start.mutate('reviewer')} data-testid="start-review">
              {t('Review')}
            </Button>
            <Button size="xs" onClick={() => start.mutate('annotator')} data-testid="start-annotate">
              {t('Start annotating')}
            </Button>
          </div>
        </div>
        {error && !data ? (
          <QueryError what={t('The images')} error={error} retry={() => void refetch()} />
        ) : data && total === 0 && !hasNextPage ? (
          <Nothing filtered={filtered} project={project} onClear={() => setFilter({})} />
        ) : (
          <AssetGrid
            assets={assets}
            total={total}
            ontology={project.ontology}
            tile={tile}
            state={state}
            onState={setState}
            onOpen={open}
            onPreview={() => setPreviewed(true)}
            onMenu={setMenuAt}
            onReach={onReach}
          />
        )}
      </section>
      <AssetMenu
        at={menuAt}
        onClose={() => setMenuAt(null)}
        onOpen={() => open(state.focus)}
        onPreview={() => setPreviewed(true)}
        onSimilar={() => showSimilar(assets[state.focus]?.id)}
      />
      <Preview
        asset={previewed ? assets[state.focus] : undefined}
        ontology={project.ontology}
        onClose={() => setPreviewed(false)}
        onStep={(by) => setState(moved(state, by, assets.length))}
        onOpen={() => open(state.focus)}
      />
    </div>
  )
}

function Nothing({ filtered, project, onClear }: { filtered: boolean; project: ProjectSummary; onClear: () => void }) {
  if (filtered)
    return (
      <EmptyState icon={IconFilterOff} title={t('No image is like that')}>
        <Button variant="light" onClick={onClear}>
          {t('Show all')}
        </Button>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={IconPhotoPlus}
      title={t('No images yet')}
      sentence={t('Drop a folder, files or an archive; labels come along where the format has them.')}
    >
      <Button component={Link} to={`/projects/${project.id}/data`}>
        {t('Import images')}
      </Button>
    </EmptyState>
  )
}

function Waiting() {
  return (
    <div className={styles.page}>
      <Skeleton width={194} height={360} radius={8} />
      <section className={styles.content}>
        <Skeleton height={30} radius={8} mb={14} />
        <Skeleton height="70vh" radius={8} />
      </section>
    </div>
  )
}

const totalWords = (total: number, isLeast: boolean): string =>
  isLeast ? t('More than {{images}}', { images: counted(total, 'image') }) : counted(total, 'image')

// The address bar's absent fields are undefined; the query names only what narrows.
const present = (search: AssetQuery): AssetQuery =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''))

function moved({ focus }: GridState, by: number, total: number): GridState {
  const next = Math.min(Math.max(focus + by, 0), total - 1)
  return { focus: next, selected: new Set([next]) }
}

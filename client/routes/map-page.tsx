import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { IconLasso, IconLayoutGrid, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { EmbeddingMap } from '#shared/domain/embedding.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { Legend } from '../components/assets/map/legend.tsx'
import { PointCard, wordsOf } from '../components/assets/map/point-card.tsx'
import { grouped, type MapColour } from '../components/assets/map/point-groups.ts'
import { type Hovered, Scatter } from '../components/assets/map/scatter.tsx'
import { Undrawn } from '../components/assets/map/undrawn.tsx'
import { type Drawing, useDrawing } from '../components/assets/map/use-drawing.ts'
import { SelectionBar } from '../components/assets/selection-bar.tsx'
import { JobCard } from '../components/job-card.tsx'
import { QueryError } from '../components/query-error.tsx'
import { useMay } from '../components/use-may.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { counted } from '../figures.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { MAP_COLOURS } from './map-colours.ts'
import styles from './map-page.module.css'
import { useProjectId } from './use-project-id.ts'

const ICON = { size: 14, stroke: 1.7 } as const
const COLOUR_WORDS = { status: t('Status'), label: t('Label'), split: t('Split'), unsure: t('Unsure') } as const
const SPOKEN_ID = 'map-point'

/** Every image as a point, alike images near each other: what a data set is made of, at a glance. */
export function MapPage() {
  const projectId = useProjectId()
  const { data: project } = useQuery(queries.project(projectId))
  const { data: answer, error, refetch } = useQuery(queries.map(projectId))
  if (error && !answer) return <QueryError what={t('The map')} error={error} retry={() => void refetch()} />
  if (!project || !answer) return <Skeleton className={styles.page} height="80vh" />
  return <Shown project={project} map={answer.map} />
}

function Shown({ project, map }: { project: ProjectSummary; map: EmbeddingMap | null }) {
  const draw = useDrawing(project.id)
  if (!map) return <Undrawn projectId={project.id} draw={draw} />
  return <Drawn project={project} map={map} draw={draw} />
}

interface DrawnProps {
  readonly project: ProjectSummary
  readonly map: EmbeddingMap
  readonly draw: Drawing
}

function Drawn({ project, map, draw }: DrawnProps) {
  const navigate = useNavigate()
  const { colour = 'status' } = useSearch({ from: '/shell/projects/$projectId/assets/map' })
  const may = useMay('project:change', project.id)
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const [focus, setFocus] = useState<number | null>(null)
  const [hovered, setHovered] = useState<Hovered | null>(null)
  const [lassoing, setLassoing] = useState(false)
  const grouping = useMemo(() => grouped(map, colour, project.ontology), [map, colour, project.ontology])
  const chosen = useMemo(() => [...selected].flatMap((point) => selectable(map, point)), [map, selected])
  const params = { projectId: project.id }
  const open = (point: number | null) => {
    const assetId = point === null ? undefined : map.assetIds[point]
    if (assetId) void navigate({ to: '/projects/$projectId/assets/$assetId', params: { ...params, assetId }, search: {} })
  }
  const showSimilar = (similar = chosen[0]?.id) => {
    if (similar) void navigate({ to: '/projects/$projectId/assets', params, search: { similar } })
  }
  const paint = (next: MapColour) =>
    void navigate({ to: '/projects/$projectId/assets/map', params, search: { colour: next }, replace: true })
  usePageKeys([
    { keys: 'l', what: t('Lasso'), run: () => setLassoing(!lassoing) },
    { keys: 'c', what: t('Colour by the next'), run: () => paint(after(colour)) },
    { keys: 's', what: t('Find similar'), run: () => showSimilar(focus === null ? undefined : map.assetIds[focus]) },
    { keys: 'arrowleft / arrowright / arrowup / arrowdown', what: t('Move the focus') },
    { keys: 'space', what: t('Select') },
    { keys: '+ / - / 0', what: t('Zoom in, out, fit') },
    { keys: 'enter', what: t('Open in the workbench') },
  ])
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        {chosen.length > 0 ? (
          <SelectionBar
            projectId={project.id}
            selected={chosen}
            onOpen={() => open([...selected][0] ?? null)}
            onSimilar={() => showSimilar()}
          />
        ) : (
          <span className={styles.total}>{counted(map.assetIds.length, 'image')}</span>
        )}
        <div className={styles.right}>
          <SegmentedControl
            size="xs"
            aria-label={t('Colour by')}
            data={MAP_COLOURS.map((value) => ({ value, label: COLOUR_WORDS[value] }))}
            value={colour}
            onChange={(value) => paint(value as MapColour)}
          />
          <Button
            size="xs"
            variant={lassoing ? 'light' : 'default'}
            aria-pressed={lassoing}
            leftSection={<IconLasso {...ICON} />}
            onClick={() => setLassoing(!lassoing)}
            data-testid="lasso"
          >
            {t('Lasso')}
          </Button>
          {may && (
            <Button size="xs" variant="default" leftSection={<IconRefresh {...ICON} />} onClick={draw.start} disabled={draw.busy}>
              {t('Draw anew')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconLayoutGrid {...ICON} />}
            component={Link}
            c="inherit"
            to={`/projects/${project.id}/assets`}
          >
            {t('Grid')}
          </Button>
        </div>
      </div>
      {draw.job && <JobCard job={draw.job} />}
      <div className={styles.frame}>
        <Scatter
          map={map}
          grouping={grouping}
          selected={selected}
          focus={focus}
          lassoing={lassoing}
          onSelect={setSelected}
          onFocus={setFocus}
          onOpen={open}
          onHover={setHovered}
          describedBy={SPOKEN_ID}
        />
        {hovered && <PointCard projectId={project.id} map={map} at={hovered} />}
        <output id={SPOKEN_ID} className={styles.spoken}>
          {focus === null ? t('Arrows go from image to image') : `${map.names[focus]}: ${wordsOf(map, focus)}`}
        </output>
      </div>
      <Legend groups={grouping.groups} />
    </div>
  )
}

function selectable(map: EmbeddingMap, point: number) {
  const [id, name, revision] = [map.assetIds[point], map.names[point], map.revisions[point]]
  const status = map.statuses[map.status[point] ?? -1]
  return id === undefined || name === undefined || revision === undefined || status === undefined
    ? []
    : [{ id, name, revision, status }]
}

const after = (colour: MapColour): MapColour => MAP_COLOURS[(MAP_COLOURS.indexOf(colour) + 1) % MAP_COLOURS.length] ?? 'status'

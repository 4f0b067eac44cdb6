import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AnnotationId, ProjectId } from '#shared/domain/ids.ts'
import { sentenceOf } from '../../api-error.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'

/** Label, revision, snapshot, run, model. */
const STEPS = 4

/** Which models learned a label, looked up where somebody asks: snapshots are searched for it. */
export function LearnedBy({ projectId, annotationId }: { projectId: ProjectId; annotationId: AnnotationId }) {
  const [isAsked, setIsAsked] = useState(false)
  const { data, error } = useInfiniteQuery({
    ...queries.lineage(projectId, `annotation:${annotationId}`, STEPS),
    enabled: isAsked,
  })
  if (!isAsked)
    return (
      <Button size="compact-xs" variant="subtle" onClick={() => setIsAsked(true)} data-testid="ask-lineage">
        {t('Which models learned it?')}
      </Button>
    )
  if (error && !data) return sentenceOf(error)
  if (!data) return t('Looking through the snapshots …')
  const edges = data.pages.flatMap((page) => page.edges)
  // What suggested it is in the graph too: a model that learned it comes after a run.
  const learned = data.pages
    .flatMap((page) => page.nodes)
    .filter(({ kind, ref }) => kind === 'model' && edges.some(({ from, to }) => to === ref && from.startsWith('run:')))
    .filter(({ ref }) => edges.some(({ from, to }) => to === ref && reachedFromSnapshot(edges, from)))
  if (learned.length === 0) return t('No model has learned it yet.')
  return (
    <>
      {t('Learned by')}{' '}
      {learned.map(({ ref, title }) => (
        <Link
          key={ref}
          to="/projects/$projectId/models/$version"
          params={{ projectId, version: Number(ref.slice('model:'.length)) }}
        >
          {title}{' '}
        </Link>
      ))}
    </>
  )
}

const reachedFromSnapshot = (edges: readonly { from: string; to: string }[], run: string): boolean =>
  edges.some(({ from, to }) => to === run && edges.some((one) => one.to === from && one.from.startsWith('revision:')))

import { Button, Group, Skeleton, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Project } from '#shared/domain/project.ts'
import type { MergeChange } from '#shared/domain/raters.ts'
import type { MergeSummary, RoundSummary } from '#shared/routes/raters.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago, count } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { FigureTable } from '../figure-table.tsx'
import { LabelName } from '../label-name.tsx'
import { Panel } from '../page.tsx'
import { QueryError } from '../query-error.tsx'
import { useAct } from '../use-act.ts'

const MOST_SHOWN = 50

const CHANGES = {
  add: t('added'),
  accept: t('suggestion accepted'),
  relabel: t('relabelled'),
  reshape: t('moved'),
  remove: t('taken away'),
} as const satisfies Record<MergeChange['change'], string>

const COLUMNS = [
  { title: t('Image') },
  { title: t('Change') },
  { title: t('Label') },
  { title: t('Raters who say so'), number: true },
]

/** What merging a round would change, the way to do it, and the way back. */
export function ConsensusPanel({ project, round }: { project: Project; round: RoundSummary }) {
  const projectId = project.id
  const { data: consensus, error, refetch } = useQuery(queries.consensus(projectId, round.id))
  const { data: merges = [] } = useQuery(queries.consensusMerges(projectId))
  const cache = useQueryClient()
  const refresh = async () => {
    await cache.invalidateQueries(queries.consensus(projectId, round.id))
    await cache.invalidateQueries({ queryKey: projectKey(projectId) })
  }
  const merge = useAct(
    async () => {
      const done = await call(routes.raters.merge, { params: { projectId, roundId: round.id } })
      await refresh()
      return done
    },
    ({ merge: { changes }, refused }) =>
      saidOf(plural(changes, '{{count}} change was written', '{{count}} changes were written'), refused),
  )
  const undo = useAct(
    async ({ id }: MergeSummary) => {
      const done = await call(routes.raters.undo, { params: { projectId, mergeId: id } })
      await refresh()
      return done
    },
    ({ refused }) => saidOf(t('It is as it was before'), refused),
  )
  if (error && !consensus) return <QueryError what={t('The consensus')} error={error} retry={() => void refetch()} />
  if (!consensus) return <Skeleton height={160} radius={12} />
  const { changes, images } = consensus
  const standing = merges.filter(({ roundId, undoneAt }) => roundId === round.id && undoneAt === null)
  return (
    <Panel
      title={t('Consensus')}
      aside={
        changes.length > 0 && (
          <Button size="xs" onClick={() => merge.mutate()} loading={merge.isPending} data-testid="merge-round">
            {plural(changes.length, 'Merge {{count}} change', 'Merge {{count}} changes')}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {changes.length === 0
          ? t('Nothing to merge: the raters agree with what is there, or too few have handed in.')
          : t(
              'What at least half of the raters of an image say, written as changes of yours on {{images}} images. Boxes become the mean of theirs, each by how its rater did on honeypots.',
              { images: count(images) },
            )}
      </Text>
      {changes.length > 0 && (
        <FigureTable columns={COLUMNS}>
          {changes.slice(0, MOST_SHOWN).map((change, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two changes of an image may read alike
            <tr key={place}>
              <td>{change.name}</td>
              <td>{CHANGES[change.change]}</td>
              <td>
                <LabelName name={change.label} ontology={project.ontology} />
              </td>
              <td data-number="true">{t('{{votes}} of {{raters}}', { votes: change.votes, raters: change.raters })}</td>
            </tr>
          ))}
        </FigureTable>
      )}
      {standing.map((one) => (
        <Group key={one.id} mt="sm" gap="sm">
          <Text size="sm">
            {plural(one.changes, '{{count}} change merged {{ago}}', '{{count}} changes merged {{ago}}', { ago: ago(one.at) })}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => undo.mutate(one)}
            loading={undo.isPending}
            data-testid="undo-merge"
          >
            {t('Undo')}
          </Button>
        </Group>
      ))}
    </Panel>
  )
}

function saidOf(done: string, refused: readonly string[]): string {
  return refused.length === 0
    ? done
    : t('{{done}}; {{refused}} were changed by somebody since and stay.', { done, refused: count(refused.length) })
}

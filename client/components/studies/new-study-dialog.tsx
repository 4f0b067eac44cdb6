import { Button, Modal, NumberInput, SegmentedControl, Select, SimpleGrid, Skeleton, Stack, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Project } from '#shared/domain/project.ts'
import { type EarlyStopping, type SearchMethodId, searchMethods } from '#shared/domain/study.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { QueryError } from '../query-error.tsx'
import { useAct } from '../use-act.ts'
import { AdviceNote } from './advice-note.tsx'
import { draftOf, firstPoints, isSearchable, spaceOf } from './space-draft.ts'
import { SpaceEditor } from './space-editor.tsx'

const RUNS = 20
const SECONDS_PER_MINUTE = 60
const METHODS = Object.entries(searchMethods).map(([value, { title }]) => ({ value, label: translated(title) }))

const STOPPING = {
  none: t('Every run trains to its end.'),
  halving: t('After a ninth and a third of its training only the best third goes on.'),
  hyperband: t('As halving, but some runs are given longer before they are compared.'),
} as const satisfies Record<EarlyStopping, string>
const STOPPINGS = [
  { value: 'none', label: t('None') },
  { value: 'halving', label: t('Halving') },
  { value: 'hyperband', label: t('Hyperband') },
] as const satisfies readonly { value: EarlyStopping; label: string }[]

/** Sets up a study: what is searched, how, and for how long. */
export function NewStudyDialog({ project, opened, onClose }: { project: Project; opened: boolean; onClose: () => void }) {
  const { data: tunables, error, refetch } = useQuery({ ...queries.tunables(project.id), enabled: opened })
  return (
    <Modal opened={opened} onClose={onClose} title={t('New study')} size="xl">
      {tunables && <Form project={project} tunables={tunables} onClose={onClose} />}
      {!tunables && !error && <Skeleton height={420} radius={12} />}
      {!tunables && error && <QueryError what={t('The parameters')} error={error} retry={() => void refetch()} />}
    </Modal>
  )
}

function Form({ project, tunables, onClose }: { project: Project; tunables: readonly Tunable[]; onClose: () => void }) {
  const projectId = project.id
  const [draft, setDraft] = useState(() => draftOf(tunables))
  const [method, setMethod] = useState<SearchMethodId>('tpe')
  const [earlyStopping, setEarlyStopping] = useState<EarlyStopping>('halving')
  const [runs, setRuns] = useState<number | string>(RUNS)
  const [minutes, setMinutes] = useState<number | string>('')
  const [epochs, setEpochs] = useState<number | string>('')
  const [promote, setPromote] = useState(true)
  const [advised, setAdvised] = useState(true)
  const { data: advice } = useQuery(queries.studyAdvice(project.id))
  const navigate = useNavigate()
  const start = useAct(async () => {
    const fixed = epochs === '' ? {} : { epochs: Number(epochs) }
    const space = spaceOf(draft)
    const first = advice && advised ? firstPoints(space, advice.assignment) : []
    const body = {
      method,
      space,
      fixed,
      first,
      budget: { runs: Number(runs), seconds: minutes === '' ? null : Number(minutes) * SECONDS_PER_MINUTE },
      earlyStopping,
      promote,
    }
    const { study } = await call(routes.studies.start, { params: { projectId }, body })
    onClose()
    await navigate({ to: '/projects/$projectId/runs/studies/$studyId', params: { projectId, studyId: study.id } })
  })
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t(
          'Trains with one set of parameters after the other on one frozen snapshot, compared on the validation split alone. The best model then meets the champion at the gate. The loop’s own training always goes first.',
        )}
      </Text>
      <SpaceEditor draft={draft} onChange={setDraft} />
      {advice && (
        <AdviceNote
          advice={advice}
          searched={spaceOf(draft).map(({ name }) => name)}
          tunables={tunables}
          taken={advised}
          onTake={setAdvised}
        />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('Search')}
          description={translated(searchMethods[method].sentence)}
          data={METHODS}
          value={method}
          onChange={(value) => setMethod((value ?? 'tpe') as SearchMethodId)}
        />
        <Stack gap={4}>
          <Text size="sm" fw={500} component="span">
            {t('Early stopping')}
          </Text>
          <Text size="xs" c="dimmed">
            {STOPPING[earlyStopping]}
          </Text>
          <SegmentedControl
            size="xs"
            data={STOPPINGS.map(({ value, label }) => ({ value, label }))}
            value={earlyStopping}
            onChange={(value) => setEarlyStopping(value as EarlyStopping)}
          />
        </Stack>
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberInput label={t('Runs')} min={1} max={500} value={runs} onChange={setRuns} />
        <NumberInput
          label={t('Minutes of training at most')}
          placeholder={t('as long as the runs take')}
          min={1}
          value={minutes}
          onChange={setMinutes}
        />
        <NumberInput
          label={t('Epochs of a whole run')}
          placeholder={t('planned by the amount of data')}
          min={1}
          value={epochs}
          onChange={setEpochs}
        />
      </SimpleGrid>
      <Switch
        label={t('Promote the best if the gate lets it pass')}
        checked={promote}
        onChange={(event) => setPromote(event.currentTarget.checked)}
      />
      <Button
        onClick={() => start.mutate()}
        loading={start.isPending}
        disabled={!isSearchable(draft) || !(Number(runs) >= 1)}
        data-testid="confirm-study"
      >
        {t('Start the study')}
      </Button>
    </Stack>
  )
}

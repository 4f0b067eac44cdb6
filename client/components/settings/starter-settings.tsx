import { Button, Group, MultiSelect, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { guessedMapping, STARTER_CLASSES, type StarterClass, type StarterMapping } from '#shared/domain/starter.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'

/** What the ready detector may be taken for, label by label. */
type Choice = Readonly<Record<string, readonly StarterClass[]>>

/** The ready detector of everyday things: a person says what its classes are called here, and it suggests before the first label. */
export function StarterSettings({ project }: { project: ProjectSummary }) {
  const labels = project.ontology.labels.filter(({ retired }) => !retired).map(({ name }) => name)
  const [choice, setChoice] = useState<Choice>(() => guessed(labels))
  const mapping = mappingOf(choice)
  const cache = useQueryClient()
  const begin = useAct(
    async () => {
      await call(routes.starter.begin, { params: { projectId: project.id }, body: { mapping } })
      await cache.invalidateQueries(queries.jobs(project.id))
    },
    () => t('The ready detector looks at every image nobody has begun'),
  )
  return (
    <Panel title={t('A ready detector to start with')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(
          'A detector that knows 80 everyday things can suggest boxes before the first label is drawn. Say which of its things each label stands for. It becomes the champion; the first model that is trained here has to beat it.',
        )}
      </Text>
      <Stack gap="xs" maw={640}>
        {labels.map((label) => (
          <MultiSelect
            key={label}
            label={label}
            searchable
            clearable
            placeholder={choice[label]?.length ? '' : t('nothing it knows')}
            data={optionsFor(label, choice)}
            value={[...(choice[label] ?? [])]}
            onChange={(names) => setChoice({ ...choice, [label]: names as StarterClass[] })}
          />
        ))}
        <Group justify="flex-end">
          <Button
            onClick={() => begin.mutate()}
            loading={begin.isPending}
            disabled={Object.keys(mapping).length === 0}
            data-testid="begin-starter"
          >
            {t('Suggest with it')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}

function guessed(labels: readonly string[]): Choice {
  const byLabel: Record<string, StarterClass[]> = {}
  for (const [name, label] of Object.entries(guessedMapping(labels)))
    byLabel[label] = [...(byLabel[label] ?? []), name as StarterClass]
  return byLabel
}

/** A thing stands for one label at most. */
function optionsFor(label: string, choice: Choice): { value: StarterClass; label: string }[] {
  const elsewhere = new Set(Object.entries(choice).flatMap(([other, names]) => (other === label ? [] : names)))
  return STARTER_CLASSES.filter((name) => !elsewhere.has(name)).map((name) => ({ value: name, label: translated(name) }))
}

const mappingOf = (choice: Choice): StarterMapping =>
  Object.fromEntries(Object.entries(choice).flatMap(([label, names]) => names.map((name) => [name, label])))

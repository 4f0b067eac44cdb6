import { Group, NumberInput, Select, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { LABEL_MODELS, LabelModelId } from '#shared/domain/labeling-function.ts'
import type { LoopSettings } from '#shared/domain/project.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { useAct } from '../use-act.ts'

const PERCENT = 100
const MODELS = LabelModelId.options.map((value) => ({ value, label: translated(LABEL_MODELS[value].title) }))

/** How one answer is made of many votes, and what is done with it. */
export function SupervisionRules({ project, mayChange }: { project: ProjectSummary; mayChange: boolean }) {
  const { supervision } = project.loop
  const cache = useQueryClient()
  const save = useAct(async (values: Partial<LoopSettings['supervision']>) => {
    const loop = { ...project.loop, supervision: { ...supervision, ...values } }
    await call(routes.projects.changeLoop, { params: { projectId: project.id }, body: loop })
    await cache.invalidateQueries({ queryKey: projectKey(project.id) })
  })
  return (
    <Group gap="lg" align="flex-start">
      <Select
        label={t('Label model')}
        description={translated(LABEL_MODELS[supervision.model].sentence)}
        data={MODELS}
        value={supervision.model}
        disabled={!mayChange}
        allowDeselect={false}
        onChange={(model) => save.mutate({ model: LabelModelId.parse(model) })}
        w={320}
      />
      <NumberInput
        label={t('Suggest from a probability of')}
        description={t('Never on what somebody has begun.')}
        suffix=" %"
        min={0}
        max={PERCENT}
        value={Math.round(supervision.least * PERCENT)}
        disabled={!mayChange}
        onBlur={(event) => {
          const least = Number.parseFloat(event.currentTarget.value) / PERCENT
          if (least >= 0 && least <= 1 && least !== supervision.least) save.mutate({ least })
        }}
        w={220}
      />
      {project.task === 'classification' && (
        <Switch
          label={t('Train with it too')}
          description={t(
            'Training images that nobody has decided on teach what the functions make of them, each label as much as it is probable.',
          )}
          checked={supervision.train}
          disabled={!mayChange}
          onChange={(event) => save.mutate({ train: event.currentTarget.checked })}
          maw={340}
          mt={4}
        />
      )}
    </Group>
  )
}

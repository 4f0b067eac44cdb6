import { Alert, Button, Menu, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { RouteResponse } from '#shared/contract.ts'
import type { PipelineStep, StepUse } from '#shared/domain/pipeline.ts'
import { problemsOf } from '#shared/pipeline/graph.ts'
import { stepKinds } from '#shared/pipeline/step-kinds.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { duration } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { plural, t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { SaveBar } from '../settings/save-bar.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import { changed, newStep } from './edit-steps.ts'
import styles from './pipeline-editor.module.css'
import { PipelinePicture } from './pipeline-picture.tsx'
import { StepForm } from './step-form.tsx'

type Shown = RouteResponse<typeof routes.pipelines.show>

interface Props {
  readonly pipeline: Shown
  /** What the draft begins with; null for the steps as they are. */
  readonly from: readonly PipelineStep[] | null
  /** Whether anything is changed and not saved. */
  readonly onDirty: (isDirty: boolean) => void
}

/** The steps of a project's loop as a picture with a form below it, or as YAML: two views of one draft. */
export function PipelineEditor({ pipeline, from, onDirty }: Props) {
  const { projectId } = pipeline
  /** What the draft began from; somebody else may have saved since. */
  const [base, setBase] = useState(pipeline)
  const { version } = base
  const [steps, setSteps] = useState<readonly PipelineStep[]>(from ?? pipeline.steps)
  const [written, setWritten] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const [selected, setSelected] = useState<string | null>(null)
  const mayChange = useMay('project:change', projectId)
  const cache = useQueryClient()
  const look = useAct((body: { steps: PipelineStep[] } | { yaml: string }) =>
    call(routes.pipelines.check, { params: { projectId }, body }),
  )
  const save = useAct(
    async () => {
      const draft = written === null ? { steps: [...steps] } : { yaml: written }
      await call(routes.pipelines.save, { params: { projectId }, body: { ...draft, basedOn: version, note } })
      await cache.invalidateQueries({ queryKey: projectKey(projectId) })
      beginFrom(cache.getQueryData(queries.pipeline(projectId).queryKey) ?? pipeline)
    },
    () => t('Saved: the next run goes by it'),
  )
  const problems = written === null ? problemsOf(steps) : (look.data?.problems ?? [])
  const isDirty = written !== null ? written !== base.yaml : JSON.stringify(steps) !== JSON.stringify(base.steps)
  const place = steps.findIndex(({ id }) => id === selected)
  const step = steps[place]
  const others = steps.map(({ id }) => id).filter((id) => id !== selected)

  const toYaml = () => look.mutate({ steps: [...steps] }, { onSuccess: ({ yaml }) => setWritten(yaml ?? base.yaml) })
  const toForm = () => {
    if (written === null) return
    look.mutate(
      { yaml: written },
      {
        onSuccess(read) {
          if (!read.steps) return
          setSteps(read.steps)
          setWritten(null)
        },
      },
    )
  }
  const change = (next: PipelineStep) => {
    setSteps((before) => changed(before, place, next))
    setSelected(next.id)
  }
  const add = (uses: StepUse) => {
    const added = newStep(steps, uses)
    setSteps([...steps, added])
    setSelected(added.id)
  }
  const beginFrom = (newest: Shown) => {
    setBase(newest)
    setSteps(newest.steps)
    setWritten(null)
    setSelected(null)
    setNote('')
  }
  // Somebody else's version is taken over at once, unless this person has begun one of their own.
  useEffect(() => {
    if (isDirty || base.version === pipeline.version) return
    setBase(pipeline)
    setSteps(pipeline.steps)
    setWritten((before) => (before === null ? null : pipeline.yaml))
  }, [pipeline, base, isDirty])
  useEffect(() => onDirty(isDirty), [isDirty, onDirty])

  return (
    <Panel
      title={version === 0 ? t('The loop as it comes') : t('Version {{version}}', { version })}
      aside={
        <div className={styles.tools}>
          {mayChange && written === null && <AddStep steps={steps} onAdd={add} />}
          <SegmentedControl
            size="xs"
            aria-label={t('View')}
            data={[
              { value: 'form', label: t('Form') },
              { value: 'yaml', label: t('YAML') },
            ]}
            value={written === null ? 'form' : 'yaml'}
            onChange={(view) => (view === 'yaml' ? toYaml() : toForm())}
          />
        </div>
      }
    >
      {isDirty && base.version !== pipeline.version && !save.isPending && (
        <Alert mb="sm" color="yellow" title={t('The pipeline was changed meanwhile')}>
          {t('What you changed here would undo that, and is not saved.')}{' '}
          <Button size="compact-xs" variant="light" onClick={() => beginFrom(pipeline)}>
            {t('Start from the new one')}
          </Button>
        </Alert>
      )}
      {written !== null ? (
        <Textarea
          aria-label={t('The pipeline as YAML')}
          autosize
          minRows={12}
          spellCheck={false}
          classNames={{ input: styles.code as string }}
          readOnly={!mayChange}
          value={written}
          onChange={({ currentTarget }) => setWritten(currentTarget.value)}
          onBlur={() => look.mutate({ yaml: written })}
          data-testid="pipeline-yaml"
        />
      ) : (
        <>
          <PipelinePicture
            steps={steps}
            selected={selected}
            onSelect={(id) => setSelected((before) => (before === id ? null : id))}
            wrong={new Set(problems.flatMap(({ step: id }) => id ?? []))}
            note={noteOf}
          />
          {step && (
            <fieldset className={styles.fieldset} disabled={!mayChange}>
              <StepForm
                key={place}
                step={step}
                others={others}
                onChange={change}
                onRemove={() => {
                  setSteps(steps.filter(({ id }) => id !== step.id).map((one) => withoutNeed(one, step)))
                  setSelected(null)
                }}
              />
            </fieldset>
          )}
        </>
      )}
      {problems.length > 0 && (
        <ul className={styles.problems} data-testid="pipeline-problems">
          {problems.map(({ sentence }) => (
            <li key={sentence}>{translated(sentence)}</li>
          ))}
        </ul>
      )}
      {mayChange && isDirty && (
        <>
          <TextInput
            mt="md"
            label={t('What is different, for the others')}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          <SaveBar
            dirty={isDirty}
            isWrong={written === null && problems.length > 0}
            saving={save.isPending}
            onSave={() => save.mutate()}
            onReset={() => beginFrom(pipeline)}
          />
        </>
      )}
    </Panel>
  )
}

function AddStep({ steps, onAdd }: { steps: readonly PipelineStep[]; onAdd: (uses: StepUse) => void }) {
  const kinds = (Object.keys(stepKinds) as StepUse[]).filter(
    (uses) => stepKinds[uses].many || !steps.some((step) => step.uses === uses),
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} data-testid="add-step">
          {t('Add a step')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((uses) => (
          <Menu.Item key={uses} onClick={() => onAdd(uses)}>
            <strong>{translated(stepKinds[uses].title)}</strong> · {translated(stepKinds[uses].sentence)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

// What waited for a step that goes away waits for what that one waited for.
function withoutNeed(step: PipelineStep, gone: PipelineStep): PipelineStep {
  if (!step.needs.includes(gone.id)) return step
  return { ...step, needs: [...new Set([...step.needs.filter((id) => id !== gone.id), ...gone.needs])] }
}

function noteOf({ enabled, retries, timeoutMinutes, cache }: PipelineStep): string {
  if (!enabled) return t('switched off')
  const parts = [
    ...(retries > 0 ? [plural(retries, '{{count}} more try', '{{count}} more tries')] : []),
    ...(timeoutMinutes !== null ? [t('at most {{time}}', { time: duration(timeoutMinutes * 60) })] : []),
    ...(cache ? [t('taken over')] : []),
  ]
  return parts.join(', ')
}

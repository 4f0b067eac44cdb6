import { ActionIcon, MultiSelect, NumberInput, Select, Switch, Textarea, TextInput, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { type PipelineStep, StepId } from '#shared/domain/pipeline.ts'
import { stepKinds } from '#shared/pipeline/step-kinds.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { parameterText, readParameters } from './parameter-text.ts'
import styles from './step-form.module.css'

interface Props {
  readonly step: PipelineStep
  /** Ids of the other steps. */
  readonly others: readonly string[]
  readonly onChange: (step: PipelineStep) => void
  readonly onRemove: () => void
}

const URL_LIKE = 'https://example.org/check'
const IMAGE_LIKE = 'python:3.13-slim'

/** One step of the pipeline, to be edited: its name, what it waits for, how often and how long it is tried, its parameters. */
export function StepForm({ step, others, onChange, onRemove }: Props) {
  const kind = stepKinds[step.uses]
  const set = (fields: Partial<PipelineStep>) => onChange({ ...step, ...fields })
  return (
    <div className={styles.form} data-testid="step-form">
      <div className={styles.head}>
        <span>
          <strong>{translated(kind.title)}</strong> <span className={styles.soft}>{translated(kind.sentence)}</span>
        </span>
        <span className={styles.acts}>
          <Switch
            label={t('On')}
            checked={step.enabled}
            onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
          />
          <Tooltip label={t('Remove this step')}>
            <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={t('Remove this step')}>
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <div className={styles.fields}>
        <NameField id={step.id} taken={others} onName={(id) => set({ id })} />
        <MultiSelect
          label={t('Comes after')}
          data={[...others]}
          value={step.needs}
          onChange={(needs) => set({ needs })}
          placeholder={step.needs.length === 0 ? t('the start') : ''}
        />
        <NumberInput
          label={t('Tried again')}
          min={0}
          max={10}
          value={step.retries}
          onChange={(value) => set({ retries: Number(value) || 0 })}
        />
        <NumberInput
          label={t('Minutes at most')}
          min={0.1}
          value={step.timeoutMinutes ?? ''}
          placeholder={t('no limit')}
          onChange={(value) => set({ timeoutMinutes: typeof value === 'number' && value > 0 ? value : null })}
        />
      </div>
      <OwnParameters step={step} set={set} />
      <div className={styles.switches}>
        {kind.cacheable && (
          <Switch
            label={t('Take over what the same inputs gave before')}
            checked={step.cache}
            onChange={({ currentTarget }) => set({ cache: currentTarget.checked })}
          />
        )}
        <Switch
          label={t('Its failure stops nothing else')}
          checked={step.optional}
          onChange={({ currentTarget }) => set({ optional: currentTarget.checked })}
        />
      </div>
    </div>
  )
}

// A name on the way to another may be one that is taken, or none: it is the step's own once it can be.
function NameField({ id, taken, onName }: { id: string; taken: readonly string[]; onName: (id: string) => void }) {
  const [draft, setDraft] = useState<string | null>(null)
  const problemOf = (name: string) => {
    if (taken.includes(name)) return t('Another step is called that')
    return StepId.safeParse(name).success ? null : t('Up to 40 small letters, digits and hyphens, a letter first')
  }
  return (
    <TextInput
      label={t('Name')}
      value={draft ?? id}
      error={draft !== null && problemOf(draft)}
      onChange={({ currentTarget: { value } }) => {
        const canBe = problemOf(value) === null
        setDraft(canBe ? null : value)
        if (canBe) onName(value)
      }}
      onBlur={() => setDraft(null)}
    />
  )
}

function OwnParameters({ step, set }: { step: PipelineStep; set: (fields: Partial<PipelineStep>) => void }) {
  const parameter = (name: string) => String(step.with[name] ?? '')
  const change = (name: string, value: string) => set({ with: { ...step.with, [name]: value } })
  const gives = (
    <Select
      label={t('Its answer')}
      data={[
        { value: 'data', label: t('is kept for the steps after it') },
        { value: 'verdict', label: t('decides, as a gate') },
      ]}
      value={parameter('gives') || 'data'}
      onChange={(value) => change('gives', value ?? 'data')}
    />
  )
  if (step.uses === 'http')
    return (
      <div className={styles.fields}>
        <TextInput
          className={styles.wide}
          label={t('Address')}
          placeholder={URL_LIKE}
          value={parameter('url')}
          onChange={({ currentTarget }) => change('url', currentTarget.value)}
        />
        {gives}
      </div>
    )
  if (step.uses === 'command')
    return (
      <div className={styles.fields}>
        <TextInput
          label={t('Image of the container')}
          placeholder={IMAGE_LIKE}
          value={parameter('image')}
          onChange={({ currentTarget }) => change('image', currentTarget.value)}
        />
        {gives}
        <Textarea
          className={styles.whole}
          label={t('Command')}
          description={t('Reads input.json, writes output.json; what it prints is its log.')}
          autosize
          minRows={2}
          value={parameter('command')}
          onChange={({ currentTarget }) => change('command', currentTarget.value)}
        />
      </div>
    )
  return step.uses === 'train' ? <TrainingParameters step={step} set={set} /> : null
}

function TrainingParameters({ step, set }: { step: PipelineStep; set: (fields: Partial<PipelineStep>) => void }) {
  const [unread, setUnread] = useState<string | null>(null)
  const read = (text: string) => {
    const found = readParameters(text)
    setUnread('unread' in found ? found.unread : null)
    if ('parameters' in found) set({ with: found.parameters })
  }
  return (
    <Textarea
      label={t('Training parameters')}
      description={t('One a line, as "epochs: 40". What a person asks for in a run goes before them.')}
      error={unread !== null && t('Expected “name: value”, got “{{unread}}”: none of it is taken', { unread })}
      autosize
      minRows={2}
      defaultValue={parameterText(step.with)}
      onBlur={({ currentTarget }) => read(currentTarget.value)}
    />
  )
}

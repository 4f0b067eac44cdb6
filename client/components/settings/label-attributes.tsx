import { ActionIcon, Button, Checkbox, Group, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconPlus, IconTrash } from '@tabler/icons-react'
import type { AttributeDefinition } from '#shared/ontology.ts'
import { t } from '../../i18n.ts'
import { moveAttribute, ofType } from './label-draft.ts'
import styles from './label-settings.module.css'

const TYPES: readonly { value: AttributeDefinition['type']; label: string }[] = [
  { value: 'choice', label: t('one of several') },
  { value: 'boolean', label: t('yes or no') },
  { value: 'number', label: t('a number') },
  { value: 'text', label: t('words') },
]
const NOTHING = '–'

interface Props {
  readonly attributes: readonly AttributeDefinition[]
  readonly onChange: (attributes: AttributeDefinition[]) => void
}

/** What is asked about every annotation of a label: name, type, values, whether an answer is required, and the one to start with. */
export function LabelAttributes({ attributes, onChange }: Props) {
  const put = (index: number, asked: AttributeDefinition) => onChange(attributes.with(index, asked))
  const add = () => onChange([...attributes, ofType({ name: freeName(attributes), required: false }, 'choice')])
  return (
    <div>
      <h4 className={styles.subtitle}>{t('Attributes')}</h4>
      {attributes.map((asked, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed
        <div key={index} className={styles.attribute} data-testid="attribute-definition">
          <Group gap={6} wrap="nowrap">
            <TextInput
              size="xs"
              aria-label={t('Name of the attribute')}
              value={asked.name}
              onChange={(event) => put(index, { ...asked, name: event.currentTarget.value })}
            />
            <Select
              size="xs"
              aria-label={t('Type of {{name}}', { name: asked.name })}
              data={[...TYPES]}
              value={asked.type}
              onChange={(value) => put(index, ofType(asked, TYPES.find((type) => type.value === value)?.value ?? asked.type))}
            />
            <Checkbox
              size="xs"
              label={t('required')}
              checked={asked.required}
              onChange={(event) => put(index, { ...asked, required: event.currentTarget.checked })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('Move {{name}} up', { name: asked.name })}
              onClick={() => onChange(moveAttribute(attributes, index, -1))}
            >
              <IconChevronUp size={14} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('Move {{name}} down', { name: asked.name })}
              onClick={() => onChange(moveAttribute(attributes, index, 1))}
            >
              <IconChevronDown size={14} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('Ask for {{name}} no more', { name: asked.name })}
              onClick={() => onChange(attributes.filter((other) => other !== asked))}
            >
              <IconTrash size={14} />
            </ActionIcon>
          </Group>
          <Values asked={asked} onChange={(changed) => put(index, changed)} />
        </div>
      ))}
      <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={13} />} onClick={add} data-testid="add-attribute">
        {t('Ask for something')}
      </Button>
    </div>
  )
}

function Values({ asked, onChange }: { asked: AttributeDefinition; onChange: (asked: AttributeDefinition) => void }) {
  const start = t('What {{name}} starts with', { name: asked.name })
  switch (asked.type) {
    case 'choice':
      return (
        <Group gap={6} wrap="nowrap" align="start">
          <TagsInput
            size="xs"
            flex={1}
            aria-label={t('Choices of {{name}}', { name: asked.name })}
            placeholder={t('Type a choice, press Enter')}
            value={asked.choices}
            onChange={(choices) => {
              if (choices.length === 0) return
              onChange({ ...asked, choices, initial: choices.some((choice) => choice === asked.initial) ? asked.initial : null })
            }}
          />
          <Select
            size="xs"
            w={130}
            aria-label={start}
            data={[{ value: NOTHING, label: t('starts empty') }, ...asked.choices.filter((choice) => choice !== NOTHING)]}
            value={typeof asked.initial === 'string' ? asked.initial : NOTHING}
            onChange={(value) => onChange({ ...asked, initial: value === NOTHING ? null : value })}
          />
        </Group>
      )
    case 'boolean':
      return (
        <Select
          size="xs"
          w={130}
          aria-label={start}
          data={[
            { value: NOTHING, label: t('starts empty') },
            { value: 'yes', label: t('starts as yes') },
            { value: 'no', label: t('starts as no') },
          ]}
          value={asked.initial === null ? NOTHING : asked.initial ? 'yes' : 'no'}
          onChange={(value) => onChange({ ...asked, initial: value === NOTHING ? null : value === 'yes' })}
        />
      )
    case 'number':
      return (
        <Group gap={6} grow>
          <Bound
            placeholder={t('least')}
            label={t('Least {{name}}', { name: asked.name })}
            value={asked.least}
            onChange={(least) => onChange({ ...asked, least })}
          />
          <Bound
            placeholder={t('most')}
            label={t('Most {{name}}', { name: asked.name })}
            value={asked.most}
            onChange={(most) => onChange({ ...asked, most })}
          />
          <Bound
            placeholder={t('starts empty')}
            label={start}
            value={typeof asked.initial === 'number' ? asked.initial : null}
            onChange={(initial) => onChange({ ...asked, initial })}
          />
        </Group>
      )
    case 'text':
      return (
        <TextInput
          size="xs"
          aria-label={start}
          placeholder={t('starts empty')}
          value={typeof asked.initial === 'string' ? asked.initial : ''}
          onChange={(event) => onChange({ ...asked, initial: event.currentTarget.value || null })}
        />
      )
    default:
      return asked satisfies never
  }
}

interface BoundProps {
  readonly placeholder: string
  readonly label: string
  readonly value: number | null
  readonly onChange: (value: number | null) => void
}

function Bound({ placeholder, label, value, onChange }: BoundProps) {
  return (
    <NumberInput
      size="xs"
      placeholder={placeholder}
      aria-label={label}
      value={value ?? ''}
      onChange={(number) => onChange(typeof number === 'number' ? number : null)}
    />
  )
}

function freeName(attributes: readonly AttributeDefinition[]): string {
  const names = new Set(attributes.map(({ name }) => name))
  for (let number = 1; ; number++) {
    const name = number === 1 ? t('attribute') : t('attribute {{number}}', { number })
    if (!names.has(name)) return name
  }
}

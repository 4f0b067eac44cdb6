import { NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AttributeDefinition, AttributeValue } from '#shared/ontology.ts'
import { t } from '../../i18n.ts'
import { type Answer, spoken } from './answers.ts'

/** More choices than this are a list to open. */
const MOST_IN_A_ROW = 3
const MIXED = t('not the same')
const NONE = ''

interface Props {
  readonly asked: AttributeDefinition
  readonly answer: Answer
  readonly isReadOnly: boolean
  /** Null takes the answer away. */
  readonly onAnswer: (value: AttributeValue) => void
}

/** The field for one attribute of what is selected. */
export function AttributeField({ asked, answer, isReadOnly, onAnswer }: Props) {
  const value = answer.kind === 'same' ? answer.value : null
  const common = {
    size: 'xs',
    'aria-label': asked.name,
    disabled: isReadOnly,
    placeholder: answer.kind === 'mixed' ? MIXED : '',
    'data-testid': `attribute-${asked.name}`,
  } as const
  switch (asked.type) {
    case 'boolean':
      return (
        <SegmentedControl
          {...common}
          fullWidth
          data={[
            { value: 'yes', label: t('Yes') },
            { value: 'no', label: t('No') },
          ]}
          value={value === null ? NONE : spoken(value)}
          onChange={(text) => onAnswer(text === 'yes')}
        />
      )
    case 'choice':
      if (asked.choices.length <= MOST_IN_A_ROW)
        return (
          <SegmentedControl
            {...common}
            fullWidth
            data={asked.choices}
            value={spoken(value)}
            onChange={(text) => onAnswer(text)}
          />
        )
      return (
        <Select
          {...common}
          data={asked.choices}
          value={typeof value === 'string' ? value : null}
          searchable
          clearable={!asked.required}
          onChange={onAnswer}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          {...(asked.least !== null && { min: asked.least })}
          {...(asked.most !== null && { max: asked.most })}
          value={typeof value === 'number' ? value : NONE}
          onChange={(number) => onAnswer(typeof number === 'number' ? number : null)}
        />
      )
    case 'text':
      return <Typed {...common} value={typeof value === 'string' ? value : ''} onAnswer={onAnswer} />
    default:
      return asked satisfies never
  }
}

interface TypedProps {
  readonly value: string
  readonly onAnswer: (value: AttributeValue) => void
  readonly size: 'xs'
  readonly disabled: boolean
  readonly placeholder: string
}

// A sentence is one change, not one a letter: it counts when the field is left or Enter is pressed.
function Typed({ value, onAnswer, ...common }: TypedProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const commit = () => {
    if (text !== value) onAnswer(text.trim() === '' ? null : text)
  }
  return (
    <TextInput
      {...common}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  )
}

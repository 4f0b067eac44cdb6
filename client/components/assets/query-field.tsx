import { Autocomplete } from '@mantine/core'
import { IconFilterSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { parseQuery } from '#shared/asset-query/parse-query.ts'
import { suggestionsAt } from '#shared/asset-query/suggest.ts'
import { LanguageProblem } from '#shared/logic/tokens.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import styles from './query-field.module.css'

const EXAMPLE = 'status:review label:Platelets count(RBC) > 20 not by:ada'

interface Props {
  readonly project: ProjectSummary
  readonly value: string
  /** Why the server refused what is asked; null where it did not. */
  readonly refusal: string | null
  readonly onApply: (query: string) => void
}

/** The question about the images in words: what could follow while it is typed, what is wrong with it below, asked with Enter. */
export function QueryField({ project, value, refusal, onApply }: Props) {
  const { data: people } = useQuery(queries.users())
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const [cursor, setCursor] = useState(value.length)
  useEffect(() => {
    setText(value)
    setCursor(value.length)
  }, [value])
  const problem = problemOf(text)
  const { from, options } = suggestionsAt(text, cursor, {
    labels: project.ontology.labels.map(({ name }) => name),
    people: (people ?? []).map(({ name }) => name),
  })
  const follow = () => setCursor(input.current?.selectionStart ?? text.length)
  const take = (completed: string) => {
    const option = options.find((each) => completedBy(each) === completed)
    setText(completed)
    const place = option === undefined ? completed.length : from + option.length
    setCursor(place)
    requestAnimationFrame(() => input.current?.setSelectionRange(place, place))
  }
  const completedBy = (option: string) => text.slice(0, from) + option + text.slice(cursor)
  const apply = () => {
    if (problem !== null) return
    input.current?.blur()
    if (text.trim() !== value) onApply(text.trim())
  }
  // Half a question is not yet wrong.
  const isDone = cursor === text.length && problem !== null && problem.at >= text.trimEnd().length
  const error = problem === null ? (text === value ? refusal : null) : isDone && text !== value ? null : sentenceOf(problem)
  return (
    <Autocomplete
      ref={input}
      className={styles.field}
      size="xs"
      aria-label={t('Ask for images')}
      placeholder={EXAMPLE}
      leftSection={<IconFilterSearch size={14} stroke={1.7} />}
      spellCheck={false}
      autoCapitalize="off"
      value={text}
      error={error}
      data={[...new Set(options.map(completedBy))]}
      filter={({ options: all }) => all}
      renderOption={({ option }) => <code>{options.find((each) => completedBy(each) === option.value) ?? option.value}</code>}
      onChange={(changed) => {
        setText(changed)
        requestAnimationFrame(follow)
      }}
      onOptionSubmit={take}
      onSelect={follow}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !isChoosing(input.current)) apply()
      }}
      data-testid="asset-query"
    />
  )
}

/** Whether Enter takes a suggestion: one of those in the open list is in focus. */
function isChoosing(input: HTMLInputElement | null): boolean {
  const list = document.getElementById(input?.getAttribute('aria-controls') ?? '')
  return list?.querySelector('[data-combobox-selected]') != null
}

function problemOf(text: string): LanguageProblem | null {
  try {
    parseQuery(text, Date.now())
    return null
  } catch (error) {
    if (error instanceof LanguageProblem) return error
    throw error
  }
}

const sentenceOf = ({ message, at }: LanguageProblem): string =>
  t('{{problem}}, at {{place}}', { problem: translated(message), place: String(at + 1) })

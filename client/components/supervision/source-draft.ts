import type { FunctionSource, TableKey } from '#shared/domain/labeling-function.ts'
import { parseRules } from '#shared/labeling-rules/parse-rules.ts'
import { t } from '../../i18n.ts'

/** A source as it is being written: every field of every kind, so that changing the kind loses nothing. */
export interface SourceDraft {
  readonly type: FunctionSource['type']
  readonly text: string
  readonly version: number | null
  readonly least: number
  readonly by: TableKey
  readonly table: string
  readonly url: string
  readonly sendsImages: boolean
  readonly snapshot: number | null
}

const LEAST_SCORE = 0.5
const SOME_LABEL = 'cat'

/** What an editor begins with: the source there is, or an empty one. */
export function draftOf(source: FunctionSource | null): SourceDraft {
  return {
    type: source?.type ?? 'rules',
    text: source?.type === 'rules' ? source.text : '',
    version: source?.type === 'model' ? source.version : null,
    least: source?.type === 'model' ? source.least : LEAST_SCORE,
    by: source?.type === 'table' ? source.by : 'stem',
    table: source?.type === 'table' ? source.rows.map((row) => row.join(', ')).join('\n') : '',
    url: source?.type === 'http' ? source.url : '',
    sendsImages: source?.type === 'http' && source.sendsImages,
    snapshot: source?.type === 'labels' ? source.snapshot : null,
  }
}

/** The source that was written, or why it is none yet. */
export function sourceOf(draft: SourceDraft, labels: readonly string[]): FunctionSource | { readonly problem: string } {
  switch (draft.type) {
    case 'rules':
      return rulesOf(draft.text, labels)
    case 'model':
      return draft.version === null
        ? { problem: t('Choose a version') }
        : { type: 'model', version: draft.version, least: draft.least }
    case 'table':
      return tableOf(draft, labels)
    case 'names':
      return { type: 'names' }
    case 'http':
      return URL.canParse(draft.url)
        ? { type: 'http', url: draft.url, sendsImages: draft.sendsImages }
        : { problem: t('Write an address such as https://example.org/labels') }
    case 'labels':
      return draft.snapshot === null ? { problem: t('Choose a snapshot') } : { type: 'labels', snapshot: draft.snapshot }
    default:
      return draft.type satisfies never
  }
}

function rulesOf(text: string, labels: readonly string[]): FunctionSource | { problem: string } {
  const { rules, problems } = parseRules(text)
  const [first] = problems
  if (first) return { problem: t('Line {{line}}: {{message}}', { line: first.line, message: first.message }) }
  if (rules.length === 0)
    return { problem: t('Write a rule, such as “{{label}}: brightness < 0.3”', { label: labels[0] ?? SOME_LABEL }) }
  const unknown = rules
    .flatMap(({ outcome }) => (outcome.type === 'label' ? [outcome.label] : []))
    .find((label) => !labels.includes(label))
  return unknown === undefined
    ? { type: 'rules', text }
    : { problem: t('The project has no label “{{label}}”', { label: unknown }) }
}

// The label stands behind the last comma, semicolon or tab: what comes before it may hold commas.
function tableOf({ table, by }: SourceDraft, labels: readonly string[]): FunctionSource | { problem: string } {
  const rows: [string, string][] = []
  for (const [index, line] of table.split('\n').entries()) {
    if (line.trim() === '') continue
    const found = /^(?<value>.+)[,;\t](?<label>[^,;\t]+)$/.exec(line.trim())
    const [value, label] = [found?.groups?.value?.trim(), found?.groups?.label?.trim()]
    if (!value || !label) return { problem: t('Line {{line}}: write “name, label”', { line: index + 1 }) }
    if (!labels.includes(label))
      return { problem: t('Line {{line}}: the project has no label “{{label}}”', { line: index + 1, label }) }
    rows.push([value, label])
  }
  return rows.length === 0 ? { problem: t('Write a row, such as “cat_001, cat”') } : { type: 'table', by, rows }
}

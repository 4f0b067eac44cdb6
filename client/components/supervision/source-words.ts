import type { FunctionSource, TableKey } from '#shared/domain/labeling-function.ts'
import { count, measured } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'

/** What kinds of labeling functions are called. */
export const SOURCES = {
  rules: t('Rules'),
  model: t('Another model version'),
  table: t('Table'),
  names: t('Names of labels in the file name'),
  http: t('A program somewhere else'),
  labels: t('Earlier labels'),
} as const satisfies Record<FunctionSource['type'], string>

export const TABLE_KEYS = {
  name: t('Path and file name'),
  stem: t('File name without its ending'),
  folder: t('Folder'),
  format: t('Format'),
} as const satisfies Record<TableKey, string>

/** A function in a few words: what it is, and of what. */
export function sourceWord(source: FunctionSource): string {
  switch (source.type) {
    case 'rules': {
      const rules = source.text.split('\n').filter((line) => line.trim() && !line.trim().startsWith('#')).length
      return plural(rules, '{{count}} rule', '{{count}} rules')
    }
    case 'model':
      return t('v{{version}}, from a score of {{least}}', { version: source.version, least: measured(source.least) })
    case 'table':
      return t('{{rows}} rows by {{key}}', { rows: count(source.rows.length), key: TABLE_KEYS[source.by] })
    case 'names':
      return SOURCES.names
    case 'http':
      return source.url
    case 'labels':
      return t('Snapshot {{number}}', { number: source.snapshot })
    default:
      return source satisfies never
  }
}

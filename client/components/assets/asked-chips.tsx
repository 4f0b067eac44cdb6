import { CloseButton } from '@mantine/core'
import { piecesOf, writtenFields } from '#shared/asset-query/written-query.ts'
import { t } from '../../i18n.ts'
import type { AssetQuery } from '../../queries.ts'
import styles from './asked-chips.module.css'
import { narrowed } from './narrowed.ts'

interface Props {
  readonly asked: AssetQuery
  readonly onAsk: (asked: AssetQuery) => void
}

/** What is asked, piece by piece; one click takes a piece away. */
export function AskedChips({ asked, onAsk }: Props) {
  const { query = '', ...fields } = asked
  const pieces = piecesOf(query)
  const chips = [
    ...writtenFields(fields).map(({ field, text }) => ({ text, without: narrowed(asked, field, '') })),
    ...pieces.map((text, place) => ({
      text,
      without: narrowed(asked, 'query', pieces.filter((_, other) => other !== place).join(' ')),
    })),
  ]
  if (chips.length === 0) return null
  return (
    <div className={styles.chips} data-testid="asked-chips">
      {chips.map(({ text, without: rest }) => (
        <span key={text} className={styles.chip}>
          <code>{text}</code>
          <CloseButton size={16} aria-label={t('No longer ask for {{piece}}', { piece: text })} onClick={() => onAsk(rest)} />
        </span>
      ))}
    </div>
  )
}

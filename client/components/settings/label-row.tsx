import { ActionIcon, Select } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconGripVertical } from '@tabler/icons-react'
import type { Label } from '#shared/ontology.ts'
import { t } from '../../i18n.ts'
import styles from './label-settings.module.css'

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']
const NO_KEY = '–'
/** Pixels a kind stands to the right of what it is a kind of. */
const INDENT = 18

interface Props {
  readonly label: Label
  readonly depth: number
  /** Pixels from the top of the list. */
  readonly top: number
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly onChange: (change: Partial<Label>) => void
  readonly onMove: (by: -1 | 1) => void
  readonly onDrag: () => void
  readonly onDrop: () => void
}

/** One label: drag to order, colour, name, key; the rest opens beside. */
export function LabelRow({ label, depth, top, isChosen, onChoose, onChange, onMove, onDrag, onDrop }: Props) {
  const { name, color, key, retired, attributes } = label
  return (
    <li
      className={styles.row}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: depth * INDENT }}
      data-retired={retired}
      data-chosen={isChosen}
      data-testid="label-row"
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the mouse's way to order; the arrows at the end are the keyboard's */}
      <span className={styles.handle} draggable onDragStart={onDrag} title={t('Drag to order')}>
        <IconGripVertical size={15} stroke={1.6} />
      </span>
      <input
        type="color"
        className={styles.color}
        value={color}
        onChange={(event) => onChange({ color: event.currentTarget.value })}
        aria-label={t('Colour of {{name}}', { name })}
      />
      <button type="button" className={styles.name} aria-expanded={isChosen} onClick={onChoose}>
        {name}
        {attributes.length > 0 && (
          <span className={styles.asks}>{t('asks {{names}}', { names: attributes.map((asked) => asked.name).join(', ') })}</span>
        )}
      </button>
      <Select
        size="xs"
        data={[NO_KEY, ...KEYS]}
        value={key ?? NO_KEY}
        onChange={(value) => onChange({ key: value === NO_KEY ? null : value })}
        aria-label={t('Key of {{name}}', { name })}
        disabled={retired}
      />
      <span className={styles.acts}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('Move {{name}} up', { name })}
          onClick={() => onMove(-1)}
        >
          <IconChevronUp size={15} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('Move {{name}} down', { name })}
          onClick={() => onMove(1)}
        >
          <IconChevronDown size={15} />
        </ActionIcon>
      </span>
    </li>
  )
}

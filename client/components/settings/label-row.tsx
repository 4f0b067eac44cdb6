import { ActionIcon, Button, NumberInput, Select, Tooltip } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconGripVertical, IconTrash } from '@tabler/icons-react'
import type { Label } from '#shared/ontology.ts'
import styles from './label-settings.module.css'

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']
const NO_KEY = '–'
const POINTS = 100

interface Props {
  readonly label: Label
  /** Not saved yet: it can be taken out without a trace. */
  readonly fresh: boolean
  readonly onChange: (change: Partial<Label>) => void
  readonly onMove: (by: -1 | 1) => void
  readonly onDrag: () => void
  readonly onDrop: () => void
  readonly onRemove: () => void
}

/** One label: drag to order, colour, key, floor, margin; a label in use is retired, never removed. */
export function LabelRow({ label, fresh, onChange, onMove, onDrag, onDrop, onRemove }: Props) {
  const { name, color, key, floor, margin, retired } = label
  return (
    <li
      className={styles.row}
      data-retired={retired}
      data-testid="label-row"
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the mouse's way to order; the arrows at the end are the keyboard's */}
      <span className={styles.handle} draggable onDragStart={onDrag} title="Drag to order">
        <IconGripVertical size={15} stroke={1.6} />
      </span>
      <input
        type="color"
        className={styles.color}
        value={color}
        onChange={(event) => onChange({ color: event.currentTarget.value })}
        aria-label={`Colour of ${name}`}
      />
      <span className={styles.name}>{name}</span>
      <Select
        size="xs"
        data={[NO_KEY, ...KEYS]}
        value={key ?? NO_KEY}
        onChange={(value) => onChange({ key: value === NO_KEY ? null : value })}
        aria-label={`Key of ${name}`}
        disabled={retired}
      />
      <NumberInput
        size="xs"
        min={0}
        value={floor}
        onChange={(value) => onChange({ floor: Number(value) || 0 })}
        aria-label={`Floor of ${name}`}
      />
      <NumberInput
        size="xs"
        min={0}
        max={POINTS}
        decimalScale={1}
        suffix=" points"
        value={margin * POINTS}
        onChange={(value) => onChange({ margin: Number(value) / POINTS || 0 })}
        aria-label={`Margin of ${name}`}
      />
      <span className={styles.acts}>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Move ${name} up`} onClick={() => onMove(-1)}>
          <IconChevronUp size={15} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Move ${name} down`} onClick={() => onMove(1)}>
          <IconChevronDown size={15} />
        </ActionIcon>
        {fresh ? (
          <ActionIcon variant="subtle" color="gray" aria-label={`Take ${name} out`} onClick={onRemove}>
            <IconTrash size={15} stroke={1.6} />
          </ActionIcon>
        ) : (
          <Tooltip label={retired ? 'People may give it again' : 'Nobody may give it any more; what has it stays'}>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange({ retired: !retired, key: null })}>
              {retired ? 'Bring back' : 'Retire'}
            </Button>
          </Tooltip>
        )}
      </span>
    </li>
  )
}

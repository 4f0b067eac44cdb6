import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { type Label, labelTree } from '#shared/ontology.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { LabelRow } from './label-row.tsx'
import styles from './label-settings.module.css'

const ROW_HEIGHT = 40
const ROWS_BEYOND = 6
const TALLEST = 520
/** More labels than this are searched by typing. */
const FEW = 12

interface Props {
  readonly labels: readonly Label[]
  readonly chosen: string | null
  readonly onChoose: (name: string) => void
  readonly onChange: (name: string, change: Partial<Label>) => void
  readonly onMove: (name: string, target: string) => void
}

/** The labels as a tree of kinds; only the rows in sight exist, however many there are. */
export function LabelList({ labels, chosen, onChoose, onChange, onMove }: Props) {
  const [typed, setTyped] = useState('')
  const dragged = useRef<string | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const entries = useMemo(() => {
    const text = typed.trim().toLowerCase()
    return labelTree(labels).filter(({ label }) => label.name.toLowerCase().includes(text))
  }, [labels, typed])
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: ROWS_BEYOND,
    getItemKey: (index) => entries[index]?.label.name ?? index,
  })
  const neighbour = (index: number, by: -1 | 1) => {
    const target = entries[index + by]
    const label = entries[index]?.label
    if (label && target) onMove(label.name, target.label.name)
  }
  return (
    <>
      {labels.length > FEW && (
        <TextInput
          size="xs"
          mb={8}
          leftSection={<IconSearch size={13} stroke={1.8} />}
          placeholder={t('Find one of {{labels}}', { labels: count(labels.length) })}
          aria-label={t('Find a label')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <div ref={scroller} className={styles.scroller} style={{ height: Math.min(TALLEST, entries.length * ROW_HEIGHT) }}>
        <ol className={styles.list} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const entry = entries[index]
            if (!entry) return null
            const { label, depth } = entry
            return (
              <LabelRow
                key={key}
                label={label}
                depth={depth}
                top={start}
                isChosen={label.name === chosen}
                onChoose={() => onChoose(label.name)}
                onChange={(change) => onChange(label.name, change)}
                onMove={(by) => neighbour(index, by)}
                onDrag={() => {
                  dragged.current = label.name
                }}
                onDrop={() => dragged.current && onMove(dragged.current, label.name)}
              />
            )
          })}
        </ol>
      </div>
    </>
  )
}

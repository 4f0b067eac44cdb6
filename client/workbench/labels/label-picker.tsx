import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { t } from '../../i18n.ts'
import { useOpenDesk } from '../desk-context.ts'
import { takeLabel } from './label-acts.ts'
import styles from './label-picker.module.css'
import { closeLabelPicker, labelPicker } from './label-picker-state.ts'
import { createLabelSearch } from './label-search.ts'

const ROW_HEIGHT = 32
const ROWS_BEYOND = 8
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }

/** Every label by typing: the recent ones first, each with its place among its kinds. Only the rows in sight exist. */
export function LabelPicker() {
  const isOpen = useStore(labelPicker, (state) => state.isOpen)
  return isOpen ? <OpenPicker /> : null
}

function OpenPicker() {
  const { desk } = useOpenDesk()
  const { ontology, id } = desk.project
  const recent = useStore(labelPicker, (state) => state.recent[id] ?? NOTHING)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const search = useMemo(() => createLabelSearch(ontology), [ontology])
  const found = useMemo(() => search(typed, recent), [search, typed, recent])
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: ROWS_BEYOND,
  })
  useEffect(() => rows.scrollToIndex(at, { align: 'auto' }), [rows, at])

  const take = (index: number) => {
    const label = found[index]?.label
    closeLabelPicker()
    if (label) takeLabel(desk, label.name)
  }
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step !== undefined) setAt(Math.max(0, Math.min(found.length - 1, at + step)))
    else if (event.key === 'Enter') take(at)
    else if (event.key === 'Escape') closeLabelPicker()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the backdrop only closes; Escape does the same
    <div className={styles.backdrop} onMouseDown={(event) => event.target === event.currentTarget && closeLabelPicker()}>
      <div className={styles.picker} role="dialog" aria-modal="true" aria-label={t('Labels')} data-testid="label-picker">
        <input
          // biome-ignore lint/a11y/noAutofocus: one key opens it to type
          autoFocus
          className={styles.field}
          role="combobox"
          aria-expanded="true"
          aria-controls="label-picker-list"
          aria-activedescendant={`label-option-${at}`}
          aria-label={t('Find a label')}
          placeholder={t('Find one of {{labels}} labels', { labels: found.length })}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={press}
          data-testid="label-search"
        />
        <div ref={scroller} className={styles.scroller}>
          <div id="label-picker-list" role="listbox" aria-label={t('Labels')} style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start }) => {
              const entry = found[index]
              if (!entry) return null
              const { label, path } = entry
              const place = path.slice(0, path.length - label.name.length)
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
                // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
                <div
                  key={label.name}
                  id={`label-option-${index}`}
                  role="option"
                  aria-selected={index === at}
                  className={styles.option}
                  style={{ transform: `translateY(${start}px)` }}
                  onClick={() => take(index)}
                >
                  <span className={styles.swatch} style={{ background: label.color }} />
                  <span className={styles.name}>
                    <span className={styles.place}>{place}</span>
                    {label.name}
                  </span>
                  {label.key !== null && <kbd>{label.key}</kbd>}
                </div>
              )
            })}
          </div>
          {found.length === 0 && <p className={styles.empty}>{t('No label of that name.')}</p>}
        </div>
      </div>
    </div>
  )
}

const NOTHING: readonly string[] = []

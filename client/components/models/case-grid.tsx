import { Button } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import type { ShownCase } from '#shared/domain/examination.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import styles from './case-grid.module.css'
import { CaseTile } from './case-tile.tsx'

interface Props {
  readonly projectId: ProjectId
  readonly items: readonly ShownCase[]
  readonly total: number
  readonly asSuspects?: boolean
  /** Reads the next page; null where there is none. */
  readonly more: (() => void) | null
  readonly isReading: boolean
}

/** Cases side by side. The arrow keys go from one to the next, Enter opens it. */
export function CaseGrid({ projectId, items, total, asSuspects = false, more, isReading }: Props) {
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside hold the focus; the arrows only move it among them */}
      <div className={styles.grid} onKeyDown={moveFocus} data-testid="case-grid">
        {items.map((found) => (
          <CaseTile key={found.id} projectId={projectId} found={found} asSuspect={asSuspects} />
        ))}
      </div>
      <p className={styles.foot}>
        {t('{{shown}} of {{total}}', { shown: count(items.length), total: count(total) })}
        {more && (
          <Button size="xs" variant="default" onClick={more} loading={isReading} data-testid="more-cases">
            {t('Show more')}
          </Button>
        )}
      </p>
    </>
  )
}

const STEPS: Readonly<Record<string, 'back' | 'on' | 'up' | 'down'>> = {
  ArrowLeft: 'back',
  ArrowRight: 'on',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = STEPS[event.key]
  const tiles = [...event.currentTarget.querySelectorAll('a')]
  const at = tiles.indexOf(document.activeElement as HTMLAnchorElement)
  if (!step || at < 0) return
  event.preventDefault()
  const first = tiles[0]?.offsetTop
  const columns = Math.max(1, tiles.filter(({ offsetTop }) => offsetTop === first).length)
  const distance = { back: -1, on: 1, up: -columns, down: columns }[step]
  tiles[at + distance]?.focus()
}

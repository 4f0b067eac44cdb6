import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

interface Props {
  readonly icon: Icon
  readonly title: string
  readonly sentence?: string
  /** The one thing to do next. */
  readonly children?: ReactNode
}

/** What stands where nothing is yet: why, and the one thing to do next. */
export function EmptyState({ icon: Glyph, title, sentence, children }: Props) {
  return (
    <div className={styles.empty} data-testid="empty-state">
      <span className={styles.glyph}>
        <Glyph size={26} stroke={1.4} />
      </span>
      <h3 className={styles.title}>{title}</h3>
      {sentence && <p className={styles.sentence}>{sentence}</p>}
      {children && <div className={styles.action}>{children}</div>}
    </div>
  )
}

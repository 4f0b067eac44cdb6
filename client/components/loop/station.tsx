import type { ReactNode } from 'react'
import type { StationName } from './loop-activity.ts'
import styles from './station.module.css'

interface Props {
  readonly name: StationName
  readonly title: string
  readonly figure: ReactNode
  readonly note?: ReactNode
  /** Something happens here now. */
  readonly active?: boolean
  /** Nothing has got here yet. */
  readonly empty?: boolean
  /** Wraps the content in the link to where this station's things are. */
  readonly link: (content: ReactNode, className: string) => ReactNode
  /** Stands under the link: a bar, a button. */
  readonly children?: ReactNode
}

/** One stop of the loop: a name, a figure, a note; the whole of it is a link. */
export function Station({ name, title, figure, note, active = false, empty = false, link, children }: Props) {
  return (
    <div className={styles.station} data-station={name} data-active={active} data-empty={empty} data-testid={`station-${name}`}>
      {link(
        <>
          <span className={styles.title}>{title}</span>
          <span className={styles.figure}>{figure}</span>
          <span className={styles.note}>{note ?? ' '}</span>
        </>,
        styles.link ?? '',
      )}
      {children}
    </div>
  )
}

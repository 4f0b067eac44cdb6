import type { ReactNode } from 'react'
import styles from './figure-table.module.css'

export interface Column {
  readonly title: string
  /** Figures stand at the right, under each other. */
  readonly number?: boolean
}

/** A table in its frame; cells of number columns carry `data-number`. */
export function FigureTable({ columns, children }: { columns: readonly Column[]; children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(({ title, number = false }) => (
              <th key={title} data-number={number}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

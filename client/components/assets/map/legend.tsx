import { count } from '../../../figures.ts'
import styles from './legend.module.css'
import type { PointGroup } from './point-groups.ts'

/** What each colour of the map means, with how many images it has. */
export function Legend({ groups }: { groups: readonly PointGroup[] }) {
  return (
    <ul className={styles.legend}>
      {groups
        .filter((group) => group.count > 0)
        .map(({ title, color, count: number }) => (
          <li key={title}>
            <span className={styles.dot} style={{ background: color }} />
            <span className={styles.title}>{title}</span>
            <span className={styles.number}>{count(number)}</span>
          </li>
        ))}
    </ul>
  )
}

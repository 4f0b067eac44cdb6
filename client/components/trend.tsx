import { decimal } from '../figures.ts'
import styles from './trend.module.css'

const NOTICEABLE = 0.0005

/** A change of a metric against the one before: arrow, sign by colour, three decimals. */
export function Trend({ value }: { value: number | null }) {
  if (value === null) return null
  const direction = Math.abs(value) < NOTICEABLE ? 'same' : value > 0 ? 'up' : 'down'
  const arrow = { same: '=', up: '▲', down: '▼' }[direction]
  return (
    <span className={styles.trend} data-direction={direction}>
      {arrow} {decimal(Math.abs(value), 3).replace(/^0/, '')}
    </span>
  )
}

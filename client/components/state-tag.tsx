import styles from './state-tag.module.css'

export type Tone = 'quiet' | 'active' | 'good' | 'bad' | 'warn'

/** The state of a thing in a word; the dot beats while it is at work. */
export function StateTag({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      <span className={styles.dot} />
      {children}
    </span>
  )
}

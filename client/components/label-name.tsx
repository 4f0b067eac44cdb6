import type { Ontology } from '#shared/ontology.ts'
import styles from './label-name.module.css'

/** A label's name beside its colour. */
export function LabelName({ name, ontology }: { name: string; ontology: Ontology }) {
  const color = ontology.labels.find((label) => label.name === name)?.color ?? 'var(--ink-faint)'
  return (
    <span className={styles.label}>
      <span className={styles.swatch} style={{ background: color }} />
      {name}
    </span>
  )
}

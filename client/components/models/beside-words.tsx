import type { ShownCase } from '#shared/domain/examination.ts'
import { bounds } from '#shared/shapes/index.ts'
import styles from './beside-tab.module.css'
import { caseSentence } from './case-words.ts'

/** What a model said of the whole image, which no outline can show. */
export function BesideWords({ cases }: { cases: readonly ShownCase[] }) {
  const ofWhole = cases.filter(({ truth, found }) => !(truth && bounds(truth)) && !(found && bounds(found)))
  if (ofWhole.length === 0) return null
  return (
    <ul className={styles.words}>
      {ofWhole.map((one) => (
        <li key={one.id} data-right={one.kind === 'true-positive'}>
          {caseSentence(one)}
        </li>
      ))}
    </ul>
  )
}

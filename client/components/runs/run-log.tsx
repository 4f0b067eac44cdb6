import { useEffect, useRef } from 'react'
import { language, t } from '../../i18n.ts'
import styles from './run-log.module.css'

const AT_END_PX = 40

/** What a run said; it stays at the end while one is looking at the end. */
export function RunLog({ log }: { log: readonly { at: number; line: string }[] }) {
  const frame = useRef<HTMLOListElement>(null)
  const atEnd = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what there is to follow
  useEffect(() => {
    const element = frame.current
    if (element && atEnd.current) element.scrollTop = element.scrollHeight
  }, [log])
  if (log.length === 0) return <p className={styles.none}>{t('Nothing said yet.')}</p>
  return (
    <ol
      ref={frame}
      className={styles.log}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PX
      }}
    >
      {log.map(({ at, line }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows at its end
        <li key={index}>
          <time>{new Date(at).toLocaleTimeString(language(), { hour12: false })}</time>
          {line}
        </li>
      ))}
    </ol>
  )
}

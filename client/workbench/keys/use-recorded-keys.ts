import { useEffect, useRef } from 'react'
import { isModifier, keyOf } from './key-of.ts'
import { SEQUENCE_WITHIN_MS } from './read-key.ts'

interface Recording {
  /** What was pressed: one key, or two if the second came soon. */
  onKeys(keys: string): void
  onCancel(): void
}

/** Takes the next keys of the whole page for as long as it is shown; Escape ends it. */
export function useRecordedKeys({ onKeys, onCancel }: Recording): void {
  const latest = useRef({ onKeys, onCancel })
  latest.current = { onKeys, onCancel }
  useEffect(() => {
    let first: string | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    function press(event: KeyboardEvent) {
      event.preventDefault()
      event.stopImmediatePropagation()
      if (isModifier(event) || event.repeat) return
      clearTimeout(timer)
      const key = keyOf(event)
      if (key === 'escape') return latest.current.onCancel()
      if (first !== null) return latest.current.onKeys(`${first} ${key}`)
      first = key
      timer = setTimeout(() => latest.current.onKeys(key), SEQUENCE_WITHIN_MS)
    }
    window.addEventListener('keydown', press, { capture: true })
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', press, { capture: true })
    }
  }, [])
}

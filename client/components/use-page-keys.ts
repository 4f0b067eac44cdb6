import { useEffect, useRef } from 'react'
import { cheatSheet, type PageKey } from './cheat-sheet-state.ts'
import { isMeantElsewhere } from './meant-elsewhere.ts'

const SEQUENCE_WITHIN_MS = 900

/** Makes keys work while a component is shown, and lists them in the cheat sheet. What has the focus keeps its own keys. */
export function usePageKeys(keys: readonly PageKey[]): void {
  const latest = useRef(keys)
  latest.current = keys
  const listed = keys.map(({ keys: written, what }) => `${written}\n${what}`).join('\n\n')

  useEffect(() => cheatSheet.getState().add(listed === '' ? [] : listed.split('\n\n').map(parseListed)), [listed])

  useEffect(() => {
    let before = { key: '', at: 0 }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isMeantElsewhere(event)) return
      const key = written(event)
      const sequence = event.timeStamp - before.at < SEQUENCE_WITHIN_MS ? `${before.key} ${key}` : key
      before = { key, at: event.timeStamp }
      const hit = find(latest.current, sequence) ?? find(latest.current, key)
      if (!hit?.run) return
      event.preventDefault()
      hit.run(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

const find = (keys: readonly PageKey[], pressed: string) => keys.find((key) => key.keys.split(' / ').includes(pressed))

function parseListed(entry: string): PageKey {
  const [keys = '', what = ''] = entry.split('\n')
  return { keys, what }
}

function written(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase()
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

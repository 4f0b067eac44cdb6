import { t } from '../i18n.ts'

const NAMES: Record<string, string> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  enter: t('Enter'),
  escape: t('Esc'),
  delete: t('Del'),
  backspace: '⌫',
  tab: t('Tab'),
  space: t('Space'),
  pageup: t('Page ↑'),
  pagedown: t('Page ↓'),
  home: t('Home'),
  f1: 'F1',
  ctrl: t('Ctrl'),
  mod: t('Ctrl'),
  alt: t('Alt'),
  shift: t('Shift'),
  '-': '−',
}
/** Families of keys that are one entry: all ten digits, all four arrows. */
const FAMILIES = [
  { member: /^(.*\+)?[0-9]$/, size: 10, text: '1 … 0' },
  { member: /^(.*\+)?arrow[a-z]+$/, size: 4, text: '← → ↑ ↓' },
]

/** Keys as people read them: "Ctrl Shift Z", "Ctrl 1 … 0". */
export function readableKeys(keys: readonly string[]): string[] {
  for (const { member, size, text } of FAMILIES)
    if (keys.length === size && keys.every((key) => member.test(key)))
      return [readable(`${member.exec(keys[0] ?? '')?.[1] ?? ''}${text}`)]
  return keys.map(readable)
}

/** Whether they are one family: pressing another of them means another thing. */
export const isFamily = (keys: readonly string[]): boolean =>
  FAMILIES.some(({ member, size }) => keys.length === size && keys.every((key) => member.test(key)))

// "ctrl+shift+z" becomes "Ctrl Shift Z"; the key "+" stands for itself, alone and with others before it.
function readable(key: string): string {
  return key
    .split(/ |\+(?!$)/)
    .map(nameOfKey)
    .join(' ')
}

/** One key as it is printed on a keyboard. */
export const nameOfKey = (key: string): string => NAMES[key] ?? key.toUpperCase()

const NAMES: Record<string, string> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  enter: 'Enter',
  escape: 'Esc',
  delete: 'Del',
  backspace: '⌫',
  tab: 'Tab',
  home: 'Home',
  f1: 'F1',
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  '-': '−',
}
const DIGIT = /^(.*?)[0-9]$/

/** Keys as people read them; the ten digits are one entry, "1 … 0". */
export function readableKeys(keys: readonly string[]): string[] {
  const [first = ''] = keys
  const prefix = DIGIT.exec(first)?.[1]
  if (prefix !== undefined && keys.length >= 10) return [`${readable(prefix)}1 … 0`]
  return keys.map((key) => readable(key))
}

// "ctrl+shift+z" becomes "Ctrl Shift Z"; the key "+" stands for itself.
function readable(key: string): string {
  if (key === '+') return key
  return key
    .split('+')
    .map((part) => NAMES[part] ?? part.toUpperCase())
    .join(' ')
}

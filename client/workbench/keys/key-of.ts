/** What a pressed key needs to be written down. */
export type PressedKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const MODIFIERS = ['control', 'shift', 'alt', 'meta', 'altgraph', 'capslock']
const ASCII = /^[ -~]+$/

/**
 * How a pressed key is written: "ctrl+shift+z", "?", "arrowleft". Digits by their place on the keyboard, since Shift turns
 * them into signs; letters too where the keyboard writes others than Latin ones.
 */
export function keyOf(event: PressedKey): string {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1]
  const name = digit ?? nameOf(event)
  const isSign = digit === undefined && name.length === 1 && name === name.toUpperCase()
  const modifiers = [
    (event.ctrlKey || event.metaKey) && 'ctrl',
    event.altKey && 'alt',
    event.shiftKey && !isSign && 'shift',
  ].filter(Boolean)
  return [...modifiers, name].join('+')
}

/** Whether only a modifier was pressed, and the key is still to come. */
export const isModifier = ({ key }: Pick<KeyboardEvent, 'key'>): boolean => MODIFIERS.includes(key.toLowerCase())

function nameOf({ key, code }: PressedKey): string {
  if (key === ' ') return 'space'
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  return (letter !== undefined && !ASCII.test(key) ? letter : key).toLowerCase()
}

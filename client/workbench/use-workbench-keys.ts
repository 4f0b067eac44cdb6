import { type RefObject, useEffect, useRef } from 'react'
import { tools } from '../canvas/tools/index.ts'
import type { Tool } from '../canvas/tools/tool.ts'
import { acts } from './acts.ts'
import { type Desk, say, selectionOf } from './desk.ts'
import type { ActionId, KeyBinding, Scope } from './keymap.ts'
import { isModifier, keyOf } from './keys/key-of.ts'
import { type Begun, readKey, SEQUENCE_WITHIN_MS } from './keys/read-key.ts'
import { whatFollows } from './keys/what-follows.ts'
import { leaveRegion } from './regions.ts'

/** Makes the keymap work while the workbench is shown. Typing in a field stays typing, a focused button keeps its Enter and Space. */
export function useWorkbenchKeys(desk: RefObject<Desk | null>, bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings)
  latest.current = bindings
  useEffect(() => {
    let begun: Begun | null = null
    let held: { readonly id: ActionId; readonly key: string } | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let isTelling = false
    // Who does not know the second key by heart reads it.
    function tellNext(open: Desk, key: string) {
      say(open, whatFollows(latest.current, key, scopesOf(open)))
      isTelling = true
      timer = setTimeout(tellNothing, SEQUENCE_WITHIN_MS)
    }
    function tellNothing() {
      isTelling = false
      if (desk.current) say(desk.current, null)
    }
    function press(event: KeyboardEvent) {
      if (event.key === 'Escape' && leaveRegion(event.target)) return
      if (event.key === 'Escape' && isField(event.target)) return (event.target as HTMLElement).blur()
      if (!desk.current || event.defaultPrevented || isModifier(event) || isMeantElsewhere(event)) return
      const key = keyOf(event)
      if (desk.current.stage?.key(key)) return event.preventDefault()
      const reading = readKey(begun, { key, at: event.timeStamp }, latest.current, scopesOf(desk.current))
      begun = reading.begun
      const { binding } = reading
      clearTimeout(timer)
      if (begun && !binding) tellNext(desk.current, begun.key)
      else if (isTelling) tellNothing()
      if (!binding) return
      event.preventDefault()
      if (event.repeat && !binding.repeats) return
      if (binding.held) held = { id: binding.id as ActionId, key: event.code }
      acts[binding.id as ActionId](desk.current, reading.key)
    }
    // A button's name that is shown under the mouse keeps Escape to itself: here it is pressed all the same.
    function pressBehindName(event: KeyboardEvent) {
      if (event.key === 'Escape' && document.querySelector('[role=tooltip]') && !document.querySelector(OVER_THE_PAGE))
        press(event)
    }
    function release(event: Event) {
      if (!held || (event instanceof KeyboardEvent && event.code !== held.key)) return
      if (desk.current) acts[held.id](desk.current, '')
      held = null
    }
    window.addEventListener('keydown', press)
    window.addEventListener('keydown', pressBehindName, { capture: true })
    window.addEventListener('keyup', release)
    window.addEventListener('blur', release)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', press)
      window.removeEventListener('keydown', pressBehindName, { capture: true })
      window.removeEventListener('keyup', release)
      window.removeEventListener('blur', release)
    }
  }, [desk])
}

/** The scopes that are in force: what is in hand, how one works, what is selected. */
export function scopesOf(desk: Desk): Scope[] {
  const { tool, mode } = desk.ui.getState()
  const selection = selectionOf(desk)
  const inHand: Tool = tools.get(tool)
  const scopes: (Scope | undefined | null | false)[] = [
    desk.stage?.isBusy() && 'drawing',
    inHand.scope,
    mode !== 'free' && mode,
    desk.video && 'video',
    selection.length > 0 && selection.every(({ status }) => status === 'suggested') && 'suggestion',
    selection.length > 0 && 'selection',
    'page',
  ]
  return scopes.filter((scope) => typeof scope === 'string')
}

const OVER_THE_PAGE = '[role=dialog], [role=menu], [role=listbox]'
const ARROWS = /^Arrow/
const PRESSES = /^(Enter| )$/
const TYPES_NOTHING = /^F\d+$/

function isMeantElsewhere(event: KeyboardEvent): boolean {
  // A window over the page has the keys also before the focus is in it.
  if (document.querySelector('[role=dialog][aria-modal=true]')) return true
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role=dialog]')) return true
  if (isField(target)) return !TYPES_NOTHING.test(event.key)
  if (target.matches('[role=slider], [role=separator]')) return ARROWS.test(event.key) || event.key === 'Tab'
  return target.matches('button, a, [role=button]') && (PRESSES.test(event.key) || event.key === 'Tab')
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=range]), textarea, select'))

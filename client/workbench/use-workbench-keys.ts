import { type RefObject, useEffect } from 'react'
import { acts } from './acts.ts'
import { type Desk, selectionOf } from './desk.ts'
import { type ActionId, bindingFor, keyOf, type Scope } from './keymap.ts'

/** Makes the keymap work while the workbench is shown. Typing in a field stays typing, a focused button keeps its Enter and Space. */
export function useWorkbenchKeys(desk: RefObject<Desk | null>): void {
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key === 'Escape' && isField(event.target)) return (event.target as HTMLElement).blur()
      if (!desk.current || event.defaultPrevented || isMeantElsewhere(event)) return
      const key = keyOf(event)
      if (desk.current.stage?.key(key)) return event.preventDefault()
      const binding = bindingFor(key, scopesOf(desk.current))
      if (!binding) return
      event.preventDefault()
      if (event.repeat && !binding.repeats) return
      acts[binding.id as ActionId](desk.current, key)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [desk])
}

function scopesOf(desk: Desk): Scope[] {
  const selection = selectionOf(desk)
  if (selection.length === 0) return ['page']
  const areUndecided = selection.every(({ status }) => status === 'suggested')
  return areUndecided ? ['suggestion', 'selection', 'page'] : ['selection', 'page']
}

const ARROWS = /^Arrow/
const PRESSES = /^(Enter| )$/

function isMeantElsewhere(event: KeyboardEvent): boolean {
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role=dialog]')) return true
  if (isField(target)) return true
  if (target.matches('[role=slider]')) return ARROWS.test(event.key) || event.key === 'Tab'
  return target.matches('button, a, [role=button]') && (PRESSES.test(event.key) || event.key === 'Tab')
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=range]), textarea, select'))

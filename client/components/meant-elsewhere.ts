const PRESSES = /^(Enter| )$/
const OVER_THE_PAGE = '[role=dialog], [role=menu], [role=listbox]'

/** Whether a key belongs to what has the focus and not to the page: a dialog, a menu, a field, a slider's arrows, a focused button. */
export function isMeantElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest(OVER_THE_PAGE) || target.isContentEditable) return true
  if (target.matches('input:not([type=range]), textarea, select')) return true
  if (target.matches('[role=slider]')) return key.startsWith('Arrow') || key === 'Home' || key === 'End'
  return target.matches('button, a, [role=button], [role=radio]') && PRESSES.test(key)
}

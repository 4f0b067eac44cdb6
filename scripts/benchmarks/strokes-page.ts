/** What the strokes benchmark runs inside a page: everything it needs stands in one function, which the browser gets as text. */
declare global {
  interface Window {
    /** In milliseconds since 1970: when the pointer was lifted, when the page said saved again, and when it showed n objects. */
    strokes?: { lifted: number[]; durable: number[]; counts: [number, number][] }
  }
}

/** Notes when strokes end, when they are durable and how many objects the page shows. */
export function watchStrokes(): void {
  const strokes: NonNullable<Window['strokes']> = { lifted: [], durable: [], counts: [] }
  window.strokes = strokes
  const now = () => performance.timeOrigin + performance.now()
  const isWaiting = () => strokes.lifted.length > strokes.durable.length
  let hasLeft = false
  window.addEventListener('pointerup', () => strokes.lifted.push(now()), true)
  const look = () => {
    const kind = document.querySelector('[data-testid=save-state]')?.getAttribute('data-kind')
    if (kind === 'saving') hasLeft = true
    if (kind === 'saved' && hasLeft && isWaiting()) {
      strokes.durable.push(now())
      hasLeft = false
    }
    const count = Number(/\d+/.exec(document.querySelector('[data-testid=object-count]')?.textContent ?? '')?.[0] ?? 0)
    if (count > (strokes.counts.at(-1)?.[0] ?? 0)) strokes.counts.push([count, now()])
  }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
}

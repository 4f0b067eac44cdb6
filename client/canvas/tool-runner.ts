import type { Point } from '#shared/shapes/index.ts'
import type { PointerInput, Tool, ToolContext, ToolState } from './tools/tool.ts'

/** Feeds pointer input to the current state of the tool in hand. */
export function createToolRunner(context: ToolContext, first: Tool) {
  let tool = first
  let state: ToolState | null = null

  function step(name: 'onDown' | 'onMove' | 'onUp', input: PointerInput) {
    const handler = state?.[name]
    if (handler) state = handler(input)
  }
  function cancel(): boolean {
    const wasBusy = state !== null
    state?.onCancel?.()
    state = null
    return wasBusy
  }

  return {
    use(next: Tool) {
      if (next.id === tool.id) return
      cancel()
      tool = next
      state = tool.take?.(context) ?? null
    },
    down(input: PointerInput) {
      if (state) step('onDown', input)
      else state = tool.start(context, input)
    },
    move: (input: PointerInput) => step('onMove', input),
    up: (input: PointerInput) => step('onUp', input),
    /** Drops what is in hand; false where the hand was empty. */
    cancel,
    /** Offers a key to what is in hand; false where it means nothing there. */
    key(key: string): boolean {
      const next = state?.onKey?.(key)
      if (next === undefined) return false
      state = next
      return true
    },
    isBusy: () => state !== null,
    cursor: (point: Point) => tool.cursor(context, point),
  }
}
export type ToolRunner = ReturnType<typeof createToolRunner>

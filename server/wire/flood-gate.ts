/** What a program may send for as long as it likes; a person gives a few commands and some 20 pointer positions a second. */
const COMMANDS_PER_SECOND = 200
/** What may come at once, as after a reconnect. */
const BURST = 600
const MS_PER_SECOND = 1000

/** A token bucket: whether one more command may pass now. */
export function createFloodGate(now: () => number = performance.now.bind(performance)): () => boolean {
  let tokens = BURST
  let filledAt = now()
  return () => {
    const time = now()
    tokens = Math.min(BURST, tokens + ((time - filledAt) / MS_PER_SECOND) * COMMANDS_PER_SECOND)
    filledAt = time
    if (tokens < 1) return false
    tokens--
    return true
  }
}

/** Runs tasks of the same key one after the other, of different keys side by side. */
export function oneAtATime<Key>() {
  const tails = new Map<Key, Promise<unknown>>()
  return function run<T>(key: Key, task: () => Promise<T>): Promise<T> {
    const turn = (tails.get(key) ?? Promise.resolve()).then(task, task)
    tails.set(key, turn)
    const leave = () => {
      if (tails.get(key) === turn) tails.delete(key)
    }
    turn.then(leave, leave)
    return turn
  }
}

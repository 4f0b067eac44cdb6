const PREFIX = 'labelloop-tab-'

/** Marks this tab as living until it closes or crashes: the browser holds a lock of its name. */
export function announceTab(tabId: string): void {
  void lockManager()?.request(PREFIX + tabId, () => new Promise(() => {}))
}

/** The tabs that live now; empty where the browser has no locks (then what another tab kept is sent twice, which changes nothing). */
export async function livingTabs(): Promise<ReadonlySet<string>> {
  const state = await lockManager()?.query()
  const names = state?.held?.map((lock) => lock.name ?? '') ?? []
  return new Set(names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)))
}

// Browsers offer locks in secure contexts only, whatever the type says.
const lockManager = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks

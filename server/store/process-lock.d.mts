/** The lock is ours until `release`, or a living process holds it. */
export type ProcessLock = { release(): void; holder?: never } | { holder: number; release?: never }

/**
 * Takes the lock `file` for this process: `{ release }`, or `{ holder }` (process id) when a living process has it.
 * The file appears whole (link of a finished file); a lock is stale when its process is gone or its id was given to another.
 */
export function takeProcessLock(file: string): ProcessLock

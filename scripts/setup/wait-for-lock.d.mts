/** Takes the lock file, however long another living process holds it; `onWait` hears once who that is. */
export function waitForLock(file: string, onWait: (holder: number) => void): Promise<{ release(): void }>

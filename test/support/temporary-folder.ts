import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'

const REMOVAL_RETRIES = 5

/** An empty folder, removed when the running test ends; inside `describe` or a hook pass `afterAll`. */
export function temporaryFolder(atTheEnd: (cleanUp: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'folder-'))
  atTheEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: REMOVAL_RETRIES }))
  return folder
}

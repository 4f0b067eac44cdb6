import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const REMOVAL_RETRIES = 5

/** An empty folder that is removed when the running test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'labelloop-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: REMOVAL_RETRIES }))
  return folder
}

import { describe } from 'vitest'
import { storageEnvironment } from '../../scripts/benchmarks/reference/bucket-storage.ts'

/** The environment may have to be made first. */
export const STORAGE_LIMIT_MS = 600_000

const environment = await storageEnvironment()

/** `describe` for tests that need a storage with the S3 interface: skipped with the reason in the title where none can be had. */
export function describeWithStorage(name: string, body: () => void): void {
  if ('missing' in environment) describe.skip(`${name} (skipped: ${environment.missing})`, body)
  else describe(name, body)
}

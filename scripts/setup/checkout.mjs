import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A path of this checkout. */
export function fromRoot(path) {
  return join(ROOT, path)
}

/** The lock of this checkout's node_modules and build; outside of it, so that nothing of ours shows up among the sources. */
export function checkoutLock() {
  return join(tmpdir(), `labelloop-setup-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}.lock`)
}

/** Where a failure to write the checkout is explained. */
export function checkoutPlace() {
  return { folder: ROOT, variable: 'npm_config_cache' }
}

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkoutLock, checkoutPlace, fromRoot } from './checkout.mjs'
import { runNpm } from './npm.mjs'

const MODULES = fromRoot('node_modules')
const LOCK_FILE = fromRoot('package-lock.json')
const INSTALLED_LOCK_FILE = join(MODULES, '.package-lock.json')
const STAMP_FILE = join(MODULES, '.labelloop-lock-digest')
const WATCH_MS = 500
/** No package runs a script of its own while it is installed: the native parts come from elsewhere, checked. */
const OPTIONS = ['--ignore-scripts', '--no-audit', '--no-fund']
const FAILURE = { what: 'The npm packages cannot be installed.', byHand: 'npm ci' }

/** The npm packages, exactly as package-lock.json names them. */
export const packages = {
  name: 'npm packages',
  without: 'nothing runs.',
  lockFile: checkoutLock,
  place: checkoutPlace,
  isMissing,
  install,
}

function isMissing() {
  const digest = lockDigest()
  if (readOrNull(STAMP_FILE) === digest) return false
  if (!isInstalledByHand()) return true
  writeFileSync(STAMP_FILE, digest)
  return false
}

async function install(bar) {
  const total = Object.entries(readLock(LOCK_FILE).packages).filter(isCounted).length
  const watch = setInterval(() => bar.update(countPackages(), total), WATCH_MS)
  try {
    await installExactly()
  } finally {
    clearInterval(watch)
  }
  mkdirSync(MODULES, { recursive: true })
  writeFileSync(STAMP_FILE, lockDigest())
  return `${countPackages()}`
}

/**
 * `npm ci` refuses a lock file that was written behind a registry without the packages of other platforms;
 * `npm install` takes the same versions from it, asks the registry for those, and must not write the lock file.
 */
async function installExactly() {
  const { refused } = await runNpm(['ci', ...OPTIONS], { ...FAILURE, mayRefuse: /npm error code EUSAGE/ })
  if (refused) await runNpm(['install', '--no-save', ...OPTIONS], FAILURE)
}

/** Whether a plain `npm install` or `npm ci` already brought every package that this platform needs. */
function isInstalledByHand() {
  if (!existsSync(INSTALLED_LOCK_FILE)) return false
  const installed = readLock(INSTALLED_LOCK_FILE).packages
  return Object.entries(readLock(LOCK_FILE).packages)
    .filter(([path, entry]) => path !== '' && !entry.optional)
    .every(([path, entry]) => installed[path]?.version === entry.version && existsSync(fromRoot(path)))
}

/** Of the packages that every platform needs, those whose folders countPackages sees. */
function isCounted([path, entry]) {
  return path.lastIndexOf('node_modules/') === 0 && !entry.optional
}

function countPackages() {
  if (!existsSync(MODULES)) return 0
  const names = readdirSync(MODULES).filter((name) => !name.startsWith('.'))
  return names.reduce((sum, name) => sum + (name.startsWith('@') ? readdirSync(join(MODULES, name)).length : 1), 0)
}

function lockDigest() {
  return createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex')
}

function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function readOrNull(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { cacheFolder } from '../../server/store/installed-parts.mjs'
import { SetupError } from '../../server/store/setup-error.mjs'

const PARTIAL = '.partial-'

/** The lock of everything in the cache: two set-ups never write there at once. */
export function cacheLock() {
  return join(cacheFolder(), 'setup.lock')
}

/** Where a failure to write the cache is explained. */
export function cachePlace() {
  return { folder: cacheFolder(), variable: 'LABELLOOP_CACHE' }
}

/**
 * Builds the folder `target` in whole or not at all: `build(folder)` works beside it, the finished folder takes its name in one step.
 * Remains of a set-up that was killed are removed; the caller holds the lock.
 */
export async function buildFolder(target, build) {
  const parent = dirname(target)
  mkdirSync(parent, { recursive: true })
  removeRemains(parent)
  const partial = join(parent, `${PARTIAL}${basename(target)}`)
  try {
    mkdirSync(partial)
    await build(partial)
    rmSync(target, { recursive: true, force: true })
    renameSync(partial, target)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

/** Runs `work` in a folder for downloads inside `folder`, and removes that folder afterwards. */
export async function withDownloads(folder, work) {
  const downloads = join(folder, 'downloads')
  mkdirSync(downloads, { recursive: true })
  try {
    return await work(downloads)
  } finally {
    rmSync(downloads, { recursive: true, force: true })
  }
}

/** Refuses a file whose SHA-256 is not the recorded one. */
export async function verifyDigest(file, expected) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const came = hash.digest('hex')
  if (came === expected) return
  throw new SetupError({
    what: `${basename(file)} is not the file that was expected, and was thrown away.`,
    why: `its SHA-256 should be ${expected}, and is ${came}.`,
    waysOut: [
      'start again: the download may have been damaged',
      'ask whoever runs your package mirror',
      'look for a newer Labelloop',
    ],
  })
}

/** How many bytes lie in a folder, at any depth; files that vanish meanwhile count nothing. */
export function bytesIn(folder) {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true })
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
    .filter((entry) => entry?.isFile())
    .reduce((sum, entry) => sum + entry.size, 0)
}

function removeRemains(parent) {
  const remains = readdirSync(parent).filter((name) => name.startsWith(PARTIAL))
  for (const name of remains) rmSync(join(parent, name), { recursive: true, force: true })
}

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkoutLock, checkoutPlace, fromRoot } from './checkout.mjs'
import { runOrExplain } from './run-program.mjs'

const SOURCES = ['client', 'shared', 'vite.config.ts', 'package-lock.json']
const STAMP_FILE = fromRoot('dist/.source-digest')
const EXPLAINED_LINES = 15

/** The browser's part of the product: built again when a byte of its sources changed. */
export const clientBuild = {
  name: 'client build',
  without: 'the browser shows nothing.',
  lockFile: checkoutLock,
  place: checkoutPlace,
  isMissing: () => existsSync(fromRoot('client/index.html')) && readStamp() !== sourceDigest(),
  install,
}

async function install() {
  const digest = sourceDigest()
  const vite = fromRoot('node_modules/vite/bin/vite.js')
  const options = { cwd: fromRoot('.'), env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } }
  await runOrExplain(process.execPath, [vite, 'build'], options, (output) => ({
    what: 'The client cannot be built.',
    why: withoutStack(output),
    waysOut: ['undo the last change under client/ or shared/', 'run it by hand and look: npx vite build'],
  }))
  writeFileSync(STAMP_FILE, digest)
}

/** What vite said from the first error on; where in its own code it noticed helps nobody. */
function withoutStack(output) {
  const lines = output.split('\n').filter((line) => !/^\s+at /.test(line))
  const first = lines.findIndex((line) => /error/i.test(line))
  return lines.slice(Math.max(first, 0)).slice(0, EXPLAINED_LINES).join('\n  ')
}

function sourceDigest() {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap(filesOf).sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(fromRoot(file)))
      .update('\0')
  return hash.digest('hex')
}

function filesOf(path) {
  const entry = statSync(fromRoot(path), { throwIfNoEntry: false })
  if (!entry?.isDirectory()) return entry ? [path] : []
  const names = readdirSync(fromRoot(path), { recursive: true }).map((name) => join(path, name))
  return names.filter((name) => statSync(fromRoot(name)).isFile())
}

function readStamp() {
  return existsSync(STAMP_FILE) ? readFileSync(STAMP_FILE, 'utf8') : null
}

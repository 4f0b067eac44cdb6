// Wheels of the Python package index are the one place that every tried machine could reach for native libraries.
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SetupError } from '../../server/store/setup-error.mjs'
import { bytesIn, verifyDigest } from './cache.mjs'
import { runOrExplain, tail, works } from './run-program.mjs'

const EXTRACTOR = join(dirname(fileURLToPath(import.meta.url)), 'extract-wheel.py')
const PYTHONS = process.platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python']
const MEGABYTE = 1e6
const WATCH_MS = 300
const NO_NETWORK =
  /NewConnectionError|Max retries exceeded|ConnectTimeout|ReadTimeout|Name or service not known|Temporary failure in name resolution|ProxyError|Connection refused/

/** The name of a Python that has pip; a SetupError about `what` with `waysOut` when there is none. */
export async function findPython({ what, waysOut }) {
  for (const python of PYTHONS) {
    if (await works(python, ['-m', 'pip', '--version'])) return python
  }
  throw new SetupError({
    what,
    why: `it is fetched with pip, and neither of ${PYTHONS.join(', ')} runs with pip here.`,
    waysOut: ['install Python 3 with pip (Debian and Ubuntu: apt-get install python3-pip) and start again', ...waysOut],
  })
}

/**
 * Fetches wheels into `folder` and answers their paths. `pin`: the requirement, pip options for the machine, bytes, and either the SHA-256 of
 * its one wheel or, for several, `hashed`: pairs of requirement and SHA-256, which pip refuses where a byte differs.
 */
export async function downloadWheels({ python, pin, folder, bar, what, waysOut }) {
  const watch = setInterval(() => bar.update(megabytes(bytesIn(folder)), megabytes(pin.bytes), 'MB'), WATCH_MS)
  const args = ['-m', 'pip', 'download', '--quiet', '--no-cache-dir', '--retries', '2', '--only-binary=:all:', ...pin.options]
  try {
    const env = { ...process.env, TMPDIR: folder, TEMP: folder, PIP_DISABLE_PIP_VERSION_CHECK: '1' }
    const wanted = pin.hashed ? ['--require-hashes', '-r', writeRequirements(folder, pin.hashed)] : [pin.requirement]
    await runOrExplain(python, [...args, '--dest', folder, ...wanted], { env }, (output) => ({
      what,
      why: NO_NETWORK.test(output)
        ? 'the Python package index cannot be reached: no network, or a proxy that pip does not know.'
        : `pip could not fetch ${pin.requirement}: ${tail(output)}`,
      waysOut: ['check the network (pip reads HTTPS_PROXY and PIP_INDEX_URL) and start again', ...waysOut],
    }))
  } finally {
    clearInterval(watch)
  }
  const wheels = readdirSync(folder).filter((name) => name.endsWith('.whl'))
  if (pin.sha256) await verifyDigest(join(folder, wheels[0]), pin.sha256)
  return wheels.map((name) => join(folder, name))
}

/**
 * Extracts parts of a wheel: each rule is `[from, to, endings]`, where `from` begins a member's path (`*` stands for one
 * component) and `to` takes its place below `folder`; `endings` may be empty for all.
 */
export async function extractWheel({ python, wheel, folder, rules }) {
  await runOrExplain(python, [EXTRACTOR, wheel, folder, JSON.stringify(rules)], {}, (output) => ({
    what: `${wheel} cannot be unpacked.`,
    why: tail(output),
    waysOut: ['start again', 'check that the disk of LABELLOOP_CACHE has room'],
  }))
}

function writeRequirements(folder, hashed) {
  const file = join(folder, 'requirements.txt')
  writeFileSync(file, hashed.map(([requirement, sha256]) => `${requirement} --hash=sha256:${sha256}\n`).join(''))
  return file
}

function megabytes(bytes) {
  return Math.round(bytes / MEGABYTE)
}

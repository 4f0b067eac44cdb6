import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import { CHROMIUM_PLACES } from '../../chromium-places.ts'
import type { Check } from './check.ts'
import { outputOf } from './run-tool.ts'

const OLDEST_NODE = [20, 19] as const
const LEAST_FREE_GB = 2
const BYTES_PER_GB = 1e9

/** Node's version and the machine's size. */
export function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
  const machine = `${process.platform} ${process.arch}, ${cpus().length} cores, ${(totalmem() / BYTES_PER_GB).toFixed(1)} GB of memory`
  const detail = ok
    ? `${process.version} on ${machine}`
    : `expected Node ${OLDEST_NODE.join('.')} or newer, got ${process.version}`
  return { name: 'node', ok, detail }
}

/** A graphics card; Labelloop works without one. */
export async function checkGpu(): Promise<Check> {
  const found = await outputOf('nvidia-smi', ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'])
  const detail = found ?? 'no NVIDIA GPU found (nvidia-smi does not run): training uses the processor'
  return { name: 'gpu', ok: found !== null, detail }
}

/** The weights that models start from where few labels are. */
export function checkPretrained(environment: NodeJS.ProcessEnv): Check {
  const folder = pretrainedFolder(environment)
  const ok = existsSync(join(folder, 'centernet.json')) && existsSync(join(folder, 'centernet.bin'))
  return {
    name: 'pretrained weights',
    ok,
    detail: ok ? `in ${folder}` : `expected them in ${folder}: \`npm start\` fetches them`,
  }
}

/** Room on the disk of the data folder. */
export async function checkDisk(environment: NodeJS.ProcessEnv): Promise<Check> {
  const folder = resolve(environment.LABELLOOP_DATA || '.labelloop')
  const { bavail, bsize } = await statfs(existingParent(folder))
  const free = (bavail * bsize) / BYTES_PER_GB
  const ok = free >= LEAST_FREE_GB
  const wanted = ok ? '' : `; expected at least ${LEAST_FREE_GB} GB: make room, or set LABELLOOP_DATA to a larger disk`
  return { name: 'disk', ok, detail: `${free.toFixed(1)} GB free for ${folder}${wanted}` }
}

function existingParent(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existingParent(dirname(path))
}

/** What set-up fetches mongod and TensorFlow with. */
export async function checkPython(): Promise<Check> {
  const [python, pip, compiler] = await Promise.all([
    outputOf('python3', ['--version']),
    outputOf('python3', ['-m', 'pip', '--version']),
    outputOf('c++', ['--version']),
  ])
  const missing = [python === null && 'python3', pip === null && 'pip', compiler === null && 'a C++ compiler'].filter(Boolean)
  const ok = missing.length === 0
  const detail = ok
    ? `${python}, pip and a C++ compiler`
    : `${missing.join(', ')} not found: set-up then cannot fetch what it lacks`
  return { name: 'set-up tools', ok, detail }
}

/** The browser of the tests; nothing else needs it here. */
export function checkChromium(environment: NodeJS.ProcessEnv): Check {
  const found = [environment.CHROMIUM_PATH, ...CHROMIUM_PLACES].find((place) => place && existsSync(place))
  return {
    name: 'chromium',
    ok: found !== undefined,
    detail: found ?? 'only the browser tests need it: apt-get install chromium',
  }
}

import { createHash } from 'node:crypto'
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { EngineReport } from '#shared/domain/engine.ts'
import { hasNvidiaDriver } from '../../store/installed-parts.mjs'

const FILE = 'engines.json'
const ADDON = '@tensorflow/tfjs-node-gpu'
const PACKAGES = [ADDON, '@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu', 'webgpu']

const remembered = z.object({ machine: z.string(), reports: z.array(EngineReport) })

/** What was measured here before; null where it was never, or on another machine, or with other versions of what is measured. */
export async function recallReports(folder: string, machine: string): Promise<EngineReport[] | null> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => null)
  const found = text === null ? null : remembered.safeParse(parsed(text))
  return found?.success && found.data.machine === machine ? found.data.reports : null
}

/** Keeps what was measured for the next process; a folder that cannot be written costs a measurement each time, and nothing else. */
export async function rememberReports(folder: string, machine: string, reports: readonly EngineReport[]): Promise<void> {
  const unfinished = join(folder, `${FILE}.${process.pid}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(unfinished, JSON.stringify({ machine, reports }))
    await rename(unfinished, join(folder, FILE))
  } catch {
    return
  }
}

let ofThisProcess: Promise<string> | null = null

/**
 * Names what a measurement depends on: Node, the processor, the graphics driver, and the versions of every library. Read once: a process keeps
 * what it began with.
 */
export function machineDigest(): Promise<string> {
  ofThisProcess ??= digestOfMachine()
  return ofThisProcess
}

async function digestOfMachine(): Promise<string> {
  const processors = cpus()
  const parts = {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    processor: processors[0]?.model,
    cores: processors.length,
    nvidia: hasNvidiaDriver(),
    icd: process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES,
    packages: await Promise.all(PACKAGES.map(versionOf)),
    addon: await addonPlace(),
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

async function versionOf(name: string): Promise<string | null> {
  const path = resolved(`${name}/package.json`)
  const text = path && (await readFile(path, 'utf8').catch(() => null))
  return text ? `${name}@${(JSON.parse(text) as { version: string }).version}` : null
}

/** The addon lies in the cache, in a folder that says which TensorFlow it is, and whether for the processor or the card. */
async function addonPlace(): Promise<string | null> {
  const path = resolved(`${ADDON}/lib`) ?? resolved(`${ADDON}/package.json`)?.replace(/package\.json$/, 'lib')
  return path ? realpath(path).catch(() => null) : null
}

function resolved(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    // A package that is not there, or does not show its description.
    return null
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Damaged: it is measured and written anew.
    return null
  }
}

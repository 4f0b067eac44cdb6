import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import { pythonEnvironment } from '../reference/python-environment.ts'

const run = promisify(execFile)
const LIMIT_MS = 30 * 60_000
const MOST_OUTPUT = 64 * 1024 * 1024
const PROGRAM = fileURLToPath(new URL('../reference/exchange.py', import.meta.url))

type Row = Record<string, string | number>

/** What others' converters make of the same COCO file: read, and written as COCO and YOLO. A row with the reason where one does not install. */
export async function comparePeers(files: ReadonlyMap<string, string>, folder: string, boxes: number): Promise<Row[]> {
  const archive = files.get('coco')
  if (archive === undefined) return []
  const source = await unpacked(archive, join(folder, 'coco'))
  return [
    ...(await peer('datumaro', ['datumaro'], source, join(folder, 'datumaro'), boxes)),
    ...(await peer('label-studio', ['label-studio-sdk'], source, join(folder, 'label-studio'), boxes)),
  ]
}

async function peer(name: string, requirements: readonly string[], source: string, out: string, boxes: number): Promise<Row[]> {
  const environment = await pythonEnvironment(name, requirements)
  if ('missing' in environment) return [{ what: `${name}: ${environment.missing}` }]
  const answer = await run(environment.python, [PROGRAM, name, source, out], { timeout: LIMIT_MS, maxBuffer: MOST_OUTPUT }).catch(
    (error: Error & { stderr?: string }) => ({ stdout: '', failed: error.stderr?.trim().split('\n').at(-1) ?? error.message }),
  )
  if ('failed' in answer) return [{ what: `${name}: ${answer.failed}` }]
  const { stdout } = answer
  const rows = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as {
    what: string
    seconds: number
    idleMB: number
    peakMB: number
  }[]
  return rows.map(({ what, seconds, idleMB, peakMB }) => ({
    what: `${name}: ${what}`,
    s: seconds.toFixed(1),
    'boxes/s': Math.round(boxes / seconds),
    'idle MB': Math.round(idleMB),
    'peak over idle MB': Math.round(peakMB - idleMB),
  }))
}

async function unpacked(archive: string, folder: string): Promise<string> {
  const tree = await zipTree(archive)
  for (const { path } of tree.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await pipeline(await tree.stream(path), createWriteStream(join(folder, path)))
  }
  await tree.close()
  // Datumaro reads no labels where there is no such folder beside them.
  await mkdir(join(folder, 'images'), { recursive: true })
  return folder
}

/**
 * Row 10 of the measures: how long a rollback takes over HTTP, and whether the next pre-label is the older version's. Two versions answer by
 * Label Studio's protocol from this very process, so that no training is waited for; beside the rollback, the way without an alias: the older
 * version put up anew. Run: npx tsx scripts/benchmarks/rollback.ts [rounds]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import type { ProjectId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../cli/api.ts'
import { table } from '../cli/terminal.ts'
import { startInstance } from './instance.ts'

const COMMAND_LIMIT_S = 120
const LOOK_EVERY_MS = 20
const PRELABEL_LIMIT_MS = 60_000
const IMAGE = { width: 320, height: 240 }
const PROJECT = 'Rollbacks'
/** Row 10. */
const LIMIT_MS = 1000

const rounds = Number(process.argv[2] ?? 5)
process.env.LABELLOOP_EGRESS = 'private'
const folder = await mkdtemp(join(tmpdir(), 'labelloop-rollback-images-'))
const backend = await startBackend()
const instance = await startInstance('rollback')
const random = createRandom(1)
try {
  await instance.command(['project', 'create', PROJECT, '--task', 'detection', '--labels', 'thing'], COMMAND_LIMIT_S)
  const api = await instance.api()
  const [project] = await api.call(routes.projects.list, {})
  const projectId = project?.id as ProjectId
  const rows = []
  for (let round = 0; round < rounds; round++) rows.push(await oneRound(api, projectId, round))
  process.stdout.write(`${table(rows)}\n`)
  const slowest = Math.max(...rows.map((row) => row['rollback ms']))
  const right = rows.filter((row) => row['next pre-label'] === row['rolled back to']).length
  process.stdout.write(
    `slowest rollback ${slowest} ms (at most ${LIMIT_MS}), ${right} of ${rounds} next pre-labels by the older version\n`,
  )
} finally {
  await instance.stop()
  backend.close()
  await rm(folder, { recursive: true, force: true })
}

/** Two versions one after the other, back to the first, and what the next image gets. */
async function oneRound(api: Api, projectId: ProjectId, round: number) {
  const older = await putUp(api, projectId)
  const newer = await putUp(api, projectId)
  await seen(api, projectId, newer.version, `${round}-before`)
  const started = performance.now()
  const { champion } = await api.call(routes.loop.rollback, { params: { projectId } })
  const rollbackMs = Math.round(performance.now() - started)
  const { by, waitedMs } = await seen(api, projectId, null, `${round}-after`)
  return {
    round: round + 1,
    'rollback ms': rollbackMs,
    'put up anew ms': Math.round((older.ms + newer.ms) / 2),
    'rolled back to': champion ?? 0,
    'next pre-label': by,
    'image to pre-label ms': waitedMs,
    as: older.version === champion ? 'expected' : 'NOT expected',
  }
}

async function putUp(api: Api, projectId: ProjectId): Promise<{ version: number; ms: number }> {
  const started = performance.now()
  const { version } = await api.call(routes.labelStudio.connectBackend, {
    params: { projectId },
    body: { url: backend.url, images: 'inline' },
  })
  return { version, ms: performance.now() - started }
}

/** Brings an image and waits for its suggestions; of a certain version where one is named. */
async function seen(
  api: Api,
  projectId: ProjectId,
  version: number | null,
  name: string,
): Promise<{ by: number; waitedMs: number }> {
  const file = join(folder, `${name}.png`)
  const background = { r: random.integer(256), g: random.integer(256), b: random.integer(256) }
  const noise = { type: 'gaussian', mean: random.integer(200), sigma: 30 } as const
  await sharp({ create: { ...IMAGE, channels: 3, background, noise } })
    .png()
    .toFile(file)
  await instance.command(['import', PROJECT, file], COMMAND_LIMIT_S)
  const started = performance.now()
  for (const end = started + PRELABEL_LIMIT_MS; performance.now() < end; await sleep(LOOK_EVERY_MS)) {
    const { items } = await api.call(routes.data.assets, { params: { projectId }, query: {} })
    const asset = items.find((one) => one.name.includes(name))
    const by = asset?.prelabelledBy ?? null
    if (by !== null && (version === null || by === version)) return { by, waitedMs: Math.round(performance.now() - started) }
  }
  throw new Error(`Expected ${name} to be pre-labelled within ${PRELABEL_LIMIT_MS} ms`)
}

/** A backend that finds one thing in the middle of everything. */
async function startBackend() {
  const region = {
    from_name: 'rectanglelabels',
    to_name: 'image',
    type: 'rectanglelabels',
    score: 0.9,
    value: { x: 25, y: 25, width: 50, height: 50, rotation: 0, rectanglelabels: ['thing'] },
  }
  // Every time it is introduced it is a newer version.
  let setups = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as { tasks?: unknown[] }) : {}
    if (request.url === '/setup') setups++
    const said = {
      '/health': { status: 'UP', model_class: 'OneThing' },
      '/setup': { model_version: `${setups}` },
      '/predict': { results: (body.tasks ?? []).map(() => ({ result: [region], score: 0.9, model_version: 'one' })) },
    }[request.url ?? '']
    response.writeHead(said ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(said ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() }
}

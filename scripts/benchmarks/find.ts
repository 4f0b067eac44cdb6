/**
 * Row 4 of the acceptance table of data in and out: with 1,000,000 images the queue's next one, and ten questions as people ask them: first page,
 * pages deep inside, how many there are; beside the same questions walked through in import order, as without the terms' indexes. No
 * annotations are stored: what a page draws over its thumbnails is read by another index. Run: npx tsx scripts/benchmarks/find.ts [images] [rounds] [seed]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkOf } from '#server/assets/asset-check.ts'
import { createAssetCounts } from '#server/assets/asset-counts.ts'
import { listAssets, understood } from '#server/assets/asset-list.ts'
import { namedIn } from '#server/assets/understand-query.ts'
import { reserveNext } from '#server/queue/next-asset.ts'
import { freeOf, indexFor } from '#server/queue/queue-queries.ts'
import { ROUNDS } from '#server/queue/waiting.ts'
import { startMongod } from '#server/store/mongod.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { table } from '../cli/terminal.ts'
import { aLargeProject } from './find/large-project.ts'

const QUESTIONS = [
  '',
  'status:review',
  'label:Platelets',
  'label:Parasite',
  'count(RBC) > 20 label:Platelets not by:person0',
  'score < 0.4',
  'approved >= 2026-10-01 count(WBC) = 1',
  'brightness < 0.2',
  'name ~ slide-0123/field_04',
  'by:person3 split:test width > 1000',
] as const
const PAGE = 100
const DEEP = [0.5, 0.9] as const
const MOST_MS = { next: 5, page: 100 } as const
/** The walk is slow: it is not asked as often. */
const WALKED_ROUNDS = 3
const NEXT_ROUNDS = 300

const [images = '1000000', rounds = '20', seed = '1'] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'labelloop-find-'))
const mongod = await startMongod({ dataFolder: folder, log: () => undefined })
const begun = performance.now()
const { store, projectId, people } = await aLargeProject(mongod.uri, Number(images), Number(seed))
const setUpSeconds = (performance.now() - begun) / 1000
process.stderr.write(`${images} images in ${setUpSeconds.toFixed(0)} s\n`)
const deps = { store, similarTo: async () => null, counting: createAssetCounts(store) }
const me = people[0] as UserId
try {
  const next = await nextAssets()
  const rows = []
  for (const query of QUESTIONS) rows.push(await asked(query))
  process.stderr.write(`${table([next])}\n\n${table(rows)}\n`)
  const isMet = next.query95 <= MOST_MS.next && rows.every(({ page95, deep95 }) => Math.max(page95, deep95) <= MOST_MS.page)
  process.stdout.write(`${JSON.stringify({ images: Number(images), setUpSeconds, next, rows, isMet })}\n`)
} finally {
  await store.close()
  await mongod.stop()
  await rm(folder, { recursive: true, force: true })
}

/** The question alone, and with the durable write that reserves the image. */
async function nextAssets() {
  const [query, whole]: [number[], number[]] = [[], []]
  const sort = { rank: 1, uncertainty: -1 } as const
  for (let round = 0; round < NEXT_ROUNDS; round++) {
    const userId = `usr_${round}` as UserId
    const wanted = { projectId, userId, except: [], at: Date.now() }
    const hint = indexFor(sort)
    query.push(await timed(() => store.assets.findOne(freeOf(wanted, ROUNDS.annotator[0]), { sort, hint })))
    whole.push(await timed(() => reserveNext({ store }, { projectId, userId, role: 'annotator', except: [] })))
  }
  return {
    query50: share(query, 0.5),
    query95: share(query, 0.95),
    reserved50: share(whole, 0.5),
    reserved95: share(whole, 0.95),
  }
}

async function asked(query: string) {
  const page = (cursor?: string) => listAssets(deps, projectId, { query, limit: PAGE, cursor }, me)
  const [first, deep, walked]: [number[], number[], number[]] = [[], [], []]
  const { items, total, totalIsLeast } = await page()
  for (let round = 0; round < Number(rounds); round++) {
    first.push(await timed(() => page()))
    for (const place of DEEP) deep.push(await timed(() => page(`${Math.round(Number(images) * place) + round}.${total}`)))
  }
  const { plan, query: read, named } = await understoodWith(query)
  const explained = await store.assets
    .find(plan.filter, { hint: plan.index })
    .sort({ order: 1 })
    .limit(PAGE)
    .explain('executionStats')
  const { totalKeysExamined: keys, totalDocsExamined: documents } = explained.executionStats
  const walk = { filter: { projectId, ...checkOf(read, named) }, hint: { projectId: 1, order: 1 } as const }
  for (let round = 0; round < WALKED_ROUNDS; round++)
    walked.push(
      await timed(() =>
        Promise.all([
          store.assets.find(walk.filter, { hint: walk.hint }).sort({ order: 1 }).limit(PAGE).toArray(),
          store.assets.countDocuments(walk.filter, { hint: walk.hint }),
        ]),
      ),
    )
  return {
    query,
    found: `${totalIsLeast ? '>' : ''}${total}`,
    page: items.length,
    by: plan.access.field ?? 'order',
    keys: Number(keys),
    documents: Number(documents),
    page50: share(first, 0.5),
    page95: share(first, 0.95),
    deep95: share(deep, 0.95),
    'walked and counted': share(walked, 0.5),
  }
}

async function understoodWith(query: string) {
  const found = await understood(deps, projectId, { query }, me)
  return { ...found, named: await namedIn(deps, { projectId, userId: me, now: Date.now() }, found.query) }
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await act()
  return performance.now() - started
}

function share(values: readonly number[], of: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Number((sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * of) - 1)] ?? Number.NaN).toFixed(1))
}

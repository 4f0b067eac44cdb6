/**
 * Row 5 of the workbench's acceptance table: 200 proposed boxes reviewed in a real browser with the keyboard alone, in the workbench
 * and in triage. The client must be built. Run: npx tsx scripts/benchmarks/review.ts
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startMongod } from '#server/store/mongod.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { HUMAN_SECONDS } from '#shared/human-cost.ts'
import { createRandom } from '#shared/random.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../cli/api.ts'
import { launchBrowser } from './browser.ts'
import { type Instance, startInstance } from './instance.ts'
import { type Cost, reviewInTriage, reviewInWorkbench } from './review-hands.ts'
import { assetsOf, importBare, layOut, readTruth, type TrueObjects } from './review-images.ts'
import { type Proposals, propose } from './review-proposals.ts'

const BOXES = 200
const IMAGES = 30
const SEED = 7
const ALLOWED_KEYS_PER_BOX = 1.2
const SHARES_WRONG = [0, 0.1] as const
const PLACES = { workbench: reviewInWorkbench, triage: reviewInTriage } as const
const FOLLOWS_WITHIN_MS = 10_000
const LOOK_EVERY_MS = 200
const VIEWPORT = { width: 1440, height: 900 }

const folder = await mkdtemp(join(tmpdir(), 'labelloop-review-'))
const mongod = await startMongod({ dataFolder: folder, log: () => undefined })
process.env.MONGODB_URI = mongod.uri
const instance = await startInstance('review', folder)
const store = await openStore(mongod.uri)
const browser = await launchBrowser()
try {
  const api = await instance.api()
  const { labelled, bare } = layOut(folder, IMAGES)
  const truth = await readTruth(instance, api, labelled)
  const rows = []
  for (const wrong of SHARES_WRONG)
    for (const place of ['workbench', 'triage'] as const) {
      const row = await measure({ instance, api, store, truth, bare, wrong, place })
      process.stderr.write(`${sentenceOf(row)}\n`)
      rows.push(row)
    }
  const allRight = rows.filter(({ wrong }) => wrong === 0)
  const kept =
    allRight.every(({ keysPerBox }) => keysPerBox <= ALLOWED_KEYS_PER_BOX) && rows.every(({ mistakes }) => mistakes === 0)
  process.stdout.write(`${JSON.stringify({ boxes: BOXES, rows, allowedKeysPerBox: ALLOWED_KEYS_PER_BOX, kept })}\n`)
} finally {
  await browser.close()
  await store.close()
  await instance.stop()
  await mongod.stop()
  await rm(folder, { recursive: true, force: true })
}

interface Setting {
  readonly instance: Instance
  readonly api: Api
  readonly store: Store
  readonly truth: ReadonlyMap<string, TrueObjects>
  readonly bare: string
  readonly wrong: number
  readonly place: keyof typeof PLACES
}

async function measure({ instance, api, store, truth, bare, wrong, place }: Setting) {
  const name = `${place} ${wrong}`
  const labels = [...new Set([...truth.values()].flat().map(({ label }) => label))]
  const projectId = await importBare(instance, api, { name, folder: bare, labels })
  const images = await assetsOf(api, projectId)
  const proposals = await propose(store, images, truth, { boxes: BOXES, wrong, labels, random: createRandom(SEED) })
  const { ontology } = await api.call(routes.projects.show, { params: { projectId } })
  const { signInUrl } = await api.call(routes.people.add, { body: { name: `Reviewer ${name}`, admin: true } })
  const context = await browser.newContext({ viewport: VIEWPORT, baseURL: instance.url })
  const page = await context.newPage()
  await page.goto(signInUrl ?? '/')
  await page.locator('main').waitFor()
  const cost: Cost = await PLACES[place]({ page, projectId, ontology, proposals })
  await context.close()
  const boxes = proposals.answers.size
  return {
    place,
    wrong,
    keysPerBox: cost.keys / boxes,
    secondsPerBox: cost.seconds / boxes,
    secondsPerBoxDrawn: HUMAN_SECONDS.draw + (HUMAN_SECONDS.look * proposals.assets.length) / boxes,
    mistakes: await mistakesLeft(store, proposals),
  }
}

// What is acknowledged is durable in the log; the annotations that are read here follow it.
async function mistakesLeft(store: Store, proposals: Proposals): Promise<number> {
  for (const deadline = Date.now() + FOLLOWS_WITHIN_MS; Date.now() < deadline; await sleep(LOOK_EVERY_MS))
    if ((await mistakesIn(store, proposals)) === 0) return 0
  return mistakesIn(store, proposals)
}

/** Proposals that are not what they should be now, and images that are not approved. */
async function mistakesIn(store: Store, { answers, assets }: Proposals): Promise<number> {
  const rows = await store.annotations.find({ _id: { $in: [...answers.keys()] } }).toArray()
  const wrong = rows.filter(({ _id, status, label }) => {
    const answer = answers.get(_id)
    if (answer?.type === 'reject') return status !== 'rejected'
    return status !== 'approved' || (answer?.type === 'relabel' && label !== answer.label)
  })
  const open = await store.assets.countDocuments({ _id: { $in: [...assets] }, status: { $ne: 'approved' } })
  return wrong.length + open + answers.size - rows.length
}

function sentenceOf(row: Awaited<ReturnType<typeof measure>>): string {
  const { place, wrong, keysPerBox, secondsPerBox, secondsPerBoxDrawn, mistakes } = row
  return `${place}, ${wrong * 100} % wrong: ${keysPerBox.toFixed(2)} keys and ${secondsPerBox.toFixed(2)} s a box (drawn: 3 presses, ${secondsPerBoxDrawn.toFixed(2)} s), ${mistakes} mistakes`
}

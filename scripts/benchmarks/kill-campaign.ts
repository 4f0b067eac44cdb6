/** Row 4 of the acceptance table: the campaign with server and worker killed at ten random moments. Run: npx tsx scripts/benchmarks/kill-campaign.ts [people] [seed] [until] */
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '#shared/random.ts'
import { routes } from '#shared/routes.ts'
import { table } from '../cli/terminal.ts'
import { judgeCampaign, playCampaign } from './campaign-run.ts'
import { type Instance, startInstance } from './instance.ts'

const KILLS = 10
const SHORTEST_GAP_S = 10
const LONGEST_GAP_S = 75
const LOOK_EVERY_MS = 500

const [people = '4', seed = '0', until = 'all'] = process.argv.slice(2)
const instance = await startInstance('kill-campaign')
const over = new AbortController()
try {
  const killing = killNowAndThen(instance, Number(seed), over.signal)
  const campaign = playCampaign(instance, { people: Number(people), seed: Number(seed), until }).finally(() => over.abort())
  const [result, kills] = await Promise.all([campaign, killing])
  process.stderr.write(`${table(kills)}\n${table(judgeCampaign(result))}\n`)
  process.stdout.write(`${JSON.stringify({ ...result, kills })}\n`)
} finally {
  over.abort()
  await instance.stop()
}

type Kill = Readonly<Record<'kill' | 'victim' | 'at s', string | number>>

/** From the first label on, kills one of the two processes at random moments, ten times at most. */
async function killNowAndThen(target: Instance, killSeed: number, signal: AbortSignal): Promise<Kill[]> {
  const random = createRandom(killSeed)
  const kills: Kill[] = []
  try {
    await firstLabel(target, signal)
    const startedAt = Date.now()
    while (kills.length < KILLS) {
      await sleep((SHORTEST_GAP_S + random.next() * (LONGEST_GAP_S - SHORTEST_GAP_S)) * 1_000, undefined, { signal })
      const victim = await killOne(target, random.next() < 1 / 2)
      kills.push({ kill: kills.length + 1, victim, 'at s': Math.round((Date.now() - startedAt) / 1_000) })
      process.stderr.write(`Killed the ${victim} (${kills.length} of ${KILLS})\n`)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return kills
}

async function killOne(target: Instance, preferWorker: boolean): Promise<'worker' | 'server'> {
  if (preferWorker && target.killWorker()) return 'worker'
  await target.killServer()
  await target.start()
  return 'server'
}

async function firstLabel(target: Instance, signal: AbortSignal): Promise<void> {
  for (;;) {
    const api = await target.api()
    const projects = await api.call(routes.projects.list, {})
    if (projects.some(({ annotations }) => annotations.draft + annotations.approved > 0)) return
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
}

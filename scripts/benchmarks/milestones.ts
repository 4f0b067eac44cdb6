/**
 * How often milestones fire: random histories of drawing, changing, deleting, approving, taking back, importing, restarting and trainings
 * that end in every way, lived on a real server and counted by an independent ledger; beside them the rule of the peers, "train when the
 * number of annotations is a multiple of N", asked after every save of an annotation, over the very same histories.
 *
 *   npx tsx scripts/benchmarks/milestones.ts [--histories 40] [--length 30] [--seed 1] [--json]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startMongod } from '#server/store/mongod.ts'
import { createRandom } from '#shared/random.ts'
import { table } from '../cli/terminal.ts'
import { live, RULE, randomHistory, type Step } from './milestones/history.ts'
import { openWorld } from './milestones/world.ts'

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '40' },
    length: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})

/** Firings against crossings: of each act, those that are missing and those that are too many. */
interface Score {
  crossings: number
  fired: number
  missed: number
  tooMany: number
}

const folder = await mkdtemp(join(tmpdir(), 'labelloop-milestones-'))
const mongod = await startMongod({ dataFolder: folder, log: () => undefined })
const random = createRandom(Number(values.seed))
const scores = { labelloop: noScore(), 'count % N on every save': noScore() }
try {
  const world = await openWorld({ uri: mongod.uri, folder })
  for (let history = 0; history < Number(values.histories); history++) {
    const steps = await live(world, randomHistory(random, Number(values.length)))
    add(scores.labelloop, steps, (step) => step.fired)
    add(scores['count % N on every save'], steps, countingSaves(RULE.labels))
  }
  await world.close()
} finally {
  await mongod.stop()
  await rm(folder, { recursive: true, force: true })
}
const rows = Object.entries(scores).map(([rule, score]) => ({ rule, ...score }))
process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : `${table(rows)}\n`)

function noScore(): Score {
  return { crossings: 0, fired: 0, missed: 0, tooMany: 0 }
}

function add(score: Score, steps: readonly Step[], firedIn: (step: Step) => number): void {
  for (const step of steps) {
    const fired = firedIn(step)
    score.crossings += step.crossed
    score.fired += fired
    score.missed += Math.max(0, step.crossed - fired)
    score.tooMany += Math.max(0, fired - step.crossed)
  }
}

// As read from the code of the peer: all annotations count, every save asks again, what comes in bulk asks nobody.
function countingSaves(every: number): (step: Step) => number {
  let annotations = 0
  return ({ act, saves, imported }) => {
    annotations += imported
    let fired = 0
    for (let save = 0; save < saves; save++) {
      annotations += act.type === 'draw' ? 1 : act.type === 'erase' ? -1 : 0
      if (annotations > 0 && annotations % every === 0) fired++
    }
    return fired
  }
}

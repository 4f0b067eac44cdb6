/**
 * Row 9 of the acceptance table: `kill -9` of the trainer at random moments, inside the writing of checkpoints and inside the saving of the
 * model. Every life has to go on where the last checkpoint was, nothing torn may be found, and the model of a run that was killed has to be
 * the model of one that was not. A busy machine does it in pieces with seeds of their own, each at most so many seconds long.
 * Run: npx tsx scripts/benchmarks/train-kills.ts [kills] [seed] [seconds]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readModel } from '#server/ml/models/model-file.ts'
import { createRandom } from '#shared/random.ts'
import { table } from '../cli/terminal.ts'
import { checkpointShare } from './train-kills/checkpoint-share.ts'
import { inspect } from './train-kills/inspect.ts'
import { KILL_MOMENTS, type KillMoment, liveOnce } from './train-kills/life.ts'
import { specOf } from './train-kills/spec.ts'

const MOST_SHARE = 0.035
/** A finished run is followed by a new one, with another seed. */
const [kills = '200', seed = '0', seconds = '240'] = process.argv.slice(2)
const endAt = performance.now() + Number(seconds) * 1000
const isOver = () => found.kills >= Number(kills) || performance.now() > endAt
const random = createRandom(Number(seed))
const folder = await mkdtemp(join(tmpdir(), 'labelloop-train-kills-'))
const counts: Record<KillMoment, number> = { anywhere: 0, checkpoint: 0, save: 0 }
const found = { kills: 0, runs: 0, resumedTooEarly: 0, torn: 0, strayed: 0 }

try {
  for (let run = 0; !isOver(); run++) await killedRun(run)
  const share = await checkpointShare(join(folder, 'share'))
  const promises = [
    promise('every life goes on at its last checkpoint', found.resumedTooEarly === 0, `${found.resumedTooEarly} did not`),
    promise('no torn checkpoint or model', found.torn === 0, `${found.torn} of ${found.kills}`),
    promise(
      'each run ends in the model of one that was never killed',
      found.strayed === 0,
      `${found.runs - found.strayed} of ${found.runs}`,
    ),
    promise(
      `checkpoints cost at most ${(MOST_SHARE * 100).toFixed(1)} %`,
      share.share <= MOST_SHARE,
      `${(share.share * 100).toFixed(2)} %`,
    ),
  ]
  process.stderr.write(`${table(promises)}\n`)
  process.stdout.write(`${JSON.stringify({ ...found, moments: counts, checkpoints: share })}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** One run, killed again and again until so many kills are done, and then left to end; compared with the same run left alone. */
async function killedRun(number: number): Promise<void> {
  const spec = await specOf(folder, `run-${number}`, Number(seed) * 1000 + number)
  const alone = { ...spec, workFolder: join(folder, `alone-${number}`) }
  const { milliseconds } = await liveOnce(alone, null)
  let resumedAtLeast = 0
  for (;;) {
    const moment = isOver() ? null : (KILL_MOMENTS[random.integer(KILL_MOMENTS.length)] ?? null)
    const life = await liveOnce(spec, moment && { moment, afterMs: random.next() * milliseconds })
    if (life.resumedAt !== null && life.resumedAt < resumedAtLeast) found.resumedTooEarly++
    resumedAtLeast = Math.max(resumedAtLeast, life.checkpointAt)
    if (!(await inspect(spec))) found.torn++
    if (life.ended === 'done') break
    if (moment === null) throw new Error(`Expected the run to end when nobody kills it, but it ended with: ${life.ended}`)
    found.kills++
    counts[moment]++
    process.stderr.write(`Kill ${found.kills} of ${kills}: ${moment}, resumed at ${life.resumedAt ?? 'nothing yet'}\n`)
  }
  found.runs++
  if (!(await haveEqualWeights(spec.workFolder, alone.workFolder))) found.strayed++
  for (const path of [spec.workFolder, alone.workFolder]) await rm(path, { recursive: true, force: true })
}

async function haveEqualWeights(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => readModel(join(path, 'model'))))
  return (a?.weights ?? []).every(({ values }, index) => {
    const others = b?.weights[index]?.values
    return values.every((value, i) => value === others?.[i])
  })
}

function promise(expected: string, kept: boolean, came: string) {
  return { expected, kept: kept ? 'yes' : 'NO', came }
}

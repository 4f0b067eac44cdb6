/**
 * Row 7 of the acceptance table, its first part: training images per second of the small detector here and in PyTorch on the processor, in
 * turn. Run: npx tsx scripts/benchmarks/reference-torch.ts [rounds]
 */
import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { table } from '../cli/terminal.ts'
import { median } from './engines/middle.ts'
import { trainingSpeed } from './engines/training-speed.ts'
import { pythonEnvironment } from './reference/python-environment.ts'

const LEAST_RATIO = 0.6
const NETWORK = { architecture: 'center-point', width: 256, height: 192 } as const
const BATCH = 8
const STEPS = 24
/** Scores of the two labels, and the distances to four sides. */
const OUTPUTS = 6
const PROGRAM = fileURLToPath(new URL('reference/center-point.py', import.meta.url))

const [rounds = '3'] = process.argv.slice(2)
const environment = await pythonEnvironment('torch', ['torch==2.13.0', 'numpy'])
if ('missing' in environment) process.stdout.write(`${JSON.stringify({ skipped: environment.missing })}\n`)
else await compare(environment.python)

async function compare(python: string): Promise<void> {
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < Number(rounds); round++) {
    const mine = await trainingSpeed({ ...NETWORK, engine: 'tensorflow', steps: STEPS })
    const reference = await torchSpeed(python)
    if (mine.weights !== reference.weights)
      throw new Error(`Expected the same network, but ours has ${mine.weights} weights and the reference ${reference.weights}`)
    ours.push(mine.imagesPerSecond)
    theirs.push(reference.imagesPerSecond)
    process.stderr.write(
      `Round ${round + 1}: ${mine.imagesPerSecond.toFixed(1)} here, ${reference.imagesPerSecond.toFixed(1)} there\n`,
    )
  }
  const ratio = median(ours.map((speed, round) => speed / (theirs[round] ?? Number.NaN)))
  const kept = ratio >= LEAST_RATIO ? 'yes' : 'NO'
  process.stderr.write(
    `${table([{ 'images/s here': median(ours).toFixed(1), PyTorch: median(theirs).toFixed(1), ratio: ratio.toFixed(2), promised: LEAST_RATIO, kept }])}\n`,
  )
  process.stdout.write(`${JSON.stringify({ ours, theirs, ratio, kept: ratio >= LEAST_RATIO })}\n`)
}

async function torchSpeed(python: string): Promise<{ weights: number; imagesPerSecond: number }> {
  const { width, height } = NETWORK
  const words = [PROGRAM, OUTPUTS, width, height, BATCH, STEPS, availableParallelism()].map(String)
  const { stdout } = await promisify(execFile)(python, words)
  return JSON.parse(stdout) as { weights: number; imagesPerSecond: number }
}

/**
 * Whether forecasts of the next model's figure hold: the product's own trainings on growing parts of real sets, as milestones bring them, and each
 * figure forecast from those before it. Beside it the plain forecast: the last figure, with the 80 % interval that its test images leave it.
 *
 *   npx tsx scripts/benchmarks/forecast.ts --results FILE [--only 'hand signs,raccoons'] [--seeds 2] [--campaign FILE]…
 *
 * Trainings are counted in images, not in seconds, so that other work on the machine changes nothing. What is done is kept: the same command again
 * goes on from there. `--campaign` adds what `campaign.ts` printed, whose figures come from whole loops with their own trainings.
 */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Expected, forecast, LEAST_POINTS, type Measured } from '#shared/learning-forecast.ts'
import { table } from '../cli/terminal.ts'
import { type Milestone, SETS, trained } from './forecast/growing-sets.ts'

interface Held {
  readonly inside: boolean
  readonly width: number
  /** How far the middle was from what came. */
  readonly off: number
}
type Curve = readonly Milestone[]

const { values } = parseArgs({
  options: {
    results: { type: 'string' },
    only: { type: 'string', default: SETS.map(({ name }) => name).join(',') },
    seeds: { type: 'string', default: '2' },
    campaign: { type: 'string', multiple: true, default: [] },
  },
})
if (!values.results) throw new Error('Expected --results FILE, where finished trainings are kept')
const file = values.results
const done: Record<string, Milestone> = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
const wanted = new Set(values.only.split(','))

const curves = new Map<string, Curve[]>()
for (let seed = 0; seed < Number(values.seeds); seed++)
  for (const set of SETS) {
    if (!wanted.has(set.name)) continue
    const curve: Milestone[] = []
    for (const images of set.counts) curve.push(await kept(`${set.name} ${seed} ${images}`, () => trained(set, seed, images)))
    curves.set(set.name, [...(curves.get(set.name) ?? []), curve])
  }
const campaigns = await Promise.all(values.campaign.map(campaignCurve))
if (campaigns.length > 0) curves.set('blood cells, whole campaigns', campaigns)

const rows = [...curves].map(([name, of]) => rowOf(name, of))
if (rows.length > 1) rows.push(rowOf('all', [...curves.values()].flat()))
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify(rows)}\n`)

async function kept(key: string, train: () => Promise<Milestone>): Promise<Milestone> {
  const known = done[key]
  if (known) return known
  const made = await train()
  done[key] = made
  await writeFile(file, JSON.stringify(done, null, 1))
  process.stderr.write(`${key}: ${JSON.stringify(made)}\n`)
  return made
}

async function campaignCurve(path: string): Promise<Curve> {
  const { milestones } = JSON.parse(await readFile(path, 'utf8')) as { milestones: Measured[] }
  return milestones.map(({ labels, metric }) => ({ labels, metric, low: null, high: null }))
}

function rowOf(name: string, of: readonly Curve[]): Record<string, string> {
  const ours = of.flatMap((curve) => heldOf(curve, (before, next) => forecast(before, [next.labels])[0] ?? null))
  const plain = of.flatMap((curve) => heldOf(curve, lastOf))
  return {
    set: name,
    curves: String(of.length),
    forecasts: String(ours.length),
    within: shareInside(ours),
    width: mean(ours.map(({ width }) => width)),
    'off by': mean(ours.map(({ off }) => off)),
    'last figure, within': shareInside(plain),
    'its width': mean(plain.map(({ width }) => width)),
    'it is off by': mean(plain.map(({ off }) => off)),
  }
}

/** Every forecast of a figure from those before it, as soon as there are enough. */
function heldOf(curve: Curve, foretell: (before: Curve, next: Milestone) => Omit<Expected, 'labels'> | null): Held[] {
  return curve.slice(LEAST_POINTS).flatMap((came, place) => {
    const made = foretell(curve.slice(0, LEAST_POINTS + place), came)
    if (!made) return []
    const { low, high, expected } = made
    return [{ inside: came.metric >= low && came.metric <= high, width: high - low, off: Math.abs(came.metric - expected) }]
  })
}

function lastOf(before: Curve): Omit<Expected, 'labels'> | null {
  const last = before.at(-1)
  return last && last.low !== null && last.high !== null ? { expected: last.metric, low: last.low, high: last.high } : null
}

function shareInside(held: readonly Held[]): string {
  const inside = held.filter((one) => one.inside).length
  return held.length > 0 ? `${inside} of ${held.length} (${(inside / held.length).toFixed(2)})` : '–'
}

function mean(numbers: readonly number[]): string {
  return numbers.length > 0 ? (numbers.reduce((sum, one) => sum + one, 0) / numbers.length).toFixed(3) : '–'
}

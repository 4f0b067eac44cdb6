import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Ticks of a second in /proc, on every Linux that Node runs on. */
const TICKS_PER_S = 100
const KILOBYTES_PER_MEGABYTE = 1024
const NVIDIA_LIMIT_MS = 3_000
const NVIDIA = ['--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits']
const PERCENT = 100

/** What a process uses, by names of the kind that MLflow's clients give such figures: 100 % is one core, of the time since it was last asked about. */
export type Usage = Readonly<Record<string, number>>

/** Measures one process and the graphics cards of this machine; what cannot be measured here is left out. */
export function createHardwareMeter(pid: number) {
  let before: { seconds: number; at: number } | null = null
  let hasCards = true

  return async function measure(now = performance.now()): Promise<Usage> {
    const [seconds, megabytes, cards] = await Promise.all([
      cpuSeconds(pid),
      residentMegabytes(pid),
      hasCards ? cardsHere() : null,
    ])
    hasCards = cards !== null
    const share = seconds !== null && before ? ((seconds - before.seconds) / ((now - before.at) / 1000)) * PERCENT : null
    if (seconds !== null) before = { seconds, at: now }
    return {
      ...(share !== null && { 'system/process_cpu_utilization_percentage': share }),
      ...(megabytes !== null && { 'system/process_memory_usage_megabytes': megabytes }),
      ...Object.assign({}, ...(cards ?? []).map(cardUsage)),
    }
  }
}

const cardUsage = ({ utilization, megabytes }: Card, place: number): Usage => ({
  [`system/gpu_${place}_utilization_percentage`]: utilization,
  [`system/gpu_${place}_memory_usage_megabytes`]: megabytes,
})

// User and system time of all its threads: fields 14 and 15, counted behind the name, which may hold spaces (man 5 proc).
async function cpuSeconds(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S
}

async function residentMegabytes(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null)
  const found = text && /^VmRSS:\s+(\d+) kB/m.exec(text)
  return found ? Number(found[1]) / KILOBYTES_PER_MEGABYTE : null
}

interface Card {
  readonly utilization: number
  readonly megabytes: number
}

async function cardsHere(): Promise<Card[] | null> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', NVIDIA, { timeout: NVIDIA_LIMIT_MS })
    return stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [utilization = 0, megabytes = 0] = line.split(',').map(Number)
        return { utilization, megabytes }
      })
  } catch {
    return null
  }
}

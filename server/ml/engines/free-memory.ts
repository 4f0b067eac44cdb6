import { execFile } from 'node:child_process'
import { freemem } from 'node:os'
import { promisify } from 'node:util'
import type { Engine } from './engine.ts'

const BYTES_PER_MEBIBYTE = 2 ** 20
/** What one WebAssembly memory can grow to in practice; the specification ends at twice as much. */
const WASM_BYTES = 2 * 2 ** 30
const QUERY = ['--query-gpu=memory.free', '--format=csv,noheader,nounits']
const LIMIT_MS = 5000

type Probes = { askCard: () => Promise<string | null>; mainMemory: () => number }

/** Bytes that an engine can take at this moment: of the card it computes on where that says so, otherwise of the machine or the container. */
export async function freeMemory(
  { id, describe }: Pick<Engine, 'id' | 'describe'>,
  { askCard, mainMemory }: Probes = { askCard: askNvidia, mainMemory: availableMemory },
): Promise<number> {
  const main = mainMemory()
  if (id === 'wasm') return Math.min(main, WASM_BYTES)
  if (id !== 'tensorflow' || !describe().includes('GPU')) return main
  const [first = ''] = ((await askCard()) ?? '').split('\n')
  return Number(first) > 0 ? Number(first) * BYTES_PER_MEBIBYTE : main
}

async function askNvidia(): Promise<string | null> {
  try {
    return (await promisify(execFile)('nvidia-smi', QUERY, { timeout: LIMIT_MS })).stdout
  } catch {
    // No such program: the machine's memory is then the best guess.
    return null
  }
}

/** Node 20.13 knows the limit of a container; before, the machine's own figure has to do. */
function availableMemory(): number {
  const { availableMemory: available } = process as { availableMemory?: () => number }
  return available?.() ?? freemem()
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createLog } from '#server/log.ts'
import { superviseWorker } from '#server/worker-process.ts'
import { eventually } from '../support/eventually.ts'

const folder = mkdtempSync(join(tmpdir(), 'labelloop-worker-'))
const starts = join(folder, 'starts')
const loaded = join(folder, 'loaded')
/** What one may take to load here; longer than Node takes to start where it can. */
const LOAD_LIMIT_MS = 3_000
let worker: ReturnType<typeof superviseWorker> | null = null

afterEach(async () => {
  await worker?.close()
  rmSync(folder, { recursive: true, force: true })
})

const HANGS_AT_FIRST = `
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs')
appendFileSync(process.env.STARTS, 'x')
const isFirst = readFileSync(process.env.STARTS, 'utf8').length === 1
if (!isFirst) process.send('loaded', () => writeFileSync(process.env.LOADED, String(process.pid)))
setInterval(() => undefined, 1000)
`

test('a worker that stands still before it has loaded is started again, and one that has loaded is left alone', async () => {
  const program = join(folder, 'worker.cjs')
  writeFileSync(program, HANGS_AT_FIRST)
  worker = superviseWorker({
    environment: { ...process.env, STARTS: starts, LOADED: loaded },
    log: createLog('test', 'silent'),
    program,
    loadLimitMs: LOAD_LIMIT_MS,
  })
  const pid = await eventually(() => {
    const written = readFileSync(loaded, 'utf8')
    expect(written).not.toBe('')
    return written
  }, 50_000)
  const before = readFileSync(starts, 'utf8')
  expect(before.length).toBeGreaterThan(1)
  // Longer again than any was given.
  await new Promise((resolve) => setTimeout(resolve, LOAD_LIMIT_MS + 1_000))
  expect(readFileSync(starts, 'utf8')).toBe(before)
  expect(readFileSync(loaded, 'utf8')).toBe(pid)
})

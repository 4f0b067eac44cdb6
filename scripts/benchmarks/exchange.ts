/**
 * Row 3 of the table of issue 7: a million boxes on 50,000 images out to COCO and YOLO and in again, each by a process of its own whose memory is
 * watched, beside Datumaro and Label Studio's converter on the same files; and what one more image costs with few and with many there.
 * Run: npx tsx scripts/benchmarks/exchange.ts [images] [boxes per image] [images for the last part] [alone]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMongod } from '#server/store/mongod.ts'
import { openStore } from '#server/store/store.ts'
import { table } from '../cli/terminal.ts'
import { act } from './exchange/act.ts'
import { costOfOneMore } from './exchange/one-more.ts'
import { comparePeers } from './exchange/peers.ts'
import { emptyCopy, fillProject } from './exchange/rows.ts'

const FORMATS = ['coco', 'yolo'] as const
const FEW = 1000

const [images = '50000', boxes = '20', many = '1000000', peers = 'with peers'] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'labelloop-exchange-'))
const mongod = await startMongod({ dataFolder: join(folder, 'data'), log: () => undefined })
try {
  const store = await openStore(mongod.uri)
  const total = Number(images) * Number(boxes)
  const projectId = await fillProject(store, { images: Number(images), boxes: Number(boxes), seed: 1 })
  const rows: Record<string, string | number>[] = []
  const files = new Map<string, string>()
  const measured = (what: string, { seconds, busySeconds, idleMB, peakMB }: Awaited<ReturnType<typeof act>>) => {
    const perSecond = Math.round(total / seconds)
    rows.push({
      what,
      s: seconds.toFixed(1),
      'busy s': busySeconds.toFixed(1),
      'boxes/s': perSecond,
      'idle MB': Math.round(idleMB),
      'peak over idle MB': Math.round(peakMB - idleMB),
    })
    process.stderr.write(
      `${what}: ${perSecond} boxes/s (busy ${busySeconds.toFixed(1)} of ${seconds.toFixed(1)} s), ${Math.round(peakMB - idleMB)} MB over idle\n`,
    )
  }
  const place = { uri: mongod.uri, blobs: join(folder, 'blobs') }
  measured('freeze', await act(place, { type: 'snapshot', projectId }))
  for (const format of FORMATS) {
    const done = await act(place, { type: 'export', projectId, format })
    measured(`export ${format}`, done)
    files.set(format, done.file)
    const copy = await emptyCopy(store, projectId)
    measured(`import ${format}`, await act(place, { type: 'import', projectId: copy, file: done.file }))
    const labels = await store.annotations.countDocuments({ projectId: copy })
    if (labels !== total) throw new Error(`Expected ${total} labels to come in from ${format}, got ${labels}`)
  }
  process.stderr.write(`${table(rows)}\n`)
  const others = peers === 'alone' ? [] : await comparePeers(files, folder, total)
  process.stderr.write(`${table(others)}\n`)
  const costs = await costOfOneMore(store, place.blobs, [FEW, Number(many)])
  process.stderr.write(`${table(costs)}\n`)
  process.stdout.write(`${JSON.stringify({ rows, others, costs })}\n`)
  await store.close()
} finally {
  await mongod.stop()
  await rm(folder, { recursive: true, force: true })
}

/** A person and a reader beside a snapshot, in a process of their own: label after label, page after page, and how long each took. */
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createLog } from '#server/log.ts'
import { openStore } from '#server/store/store.ts'
import { type AnnotationId, type AssetId, newId, type OperationId, type ProjectId } from '#shared/domain/ids.ts'

const [uri = '', projectId = '', assets = ''] = process.argv.slice(2)
const PAGE = 50
const store = await openStore(uri)
const operations = createOperationLog({ store, log: createLog('hands', 'silent') })
const ids = assets.split(',') as AssetId[]
const took = { write: [] as number[], read: [] as number[] }
let isOver = false

process.on('message', (message) => {
  if (message === 'end') isOver = true
  process.send?.({ write: took.write.splice(0), read: took.read.splice(0) })
})
const writing = (async () => {
  for (let turn = 0; !isOver; turn++) {
    const assetId = ids[turn % ids.length] as AssetId
    const started = performance.now()
    await operations.commit({ assetId, user: null, operations: [stroke()] })
    took.write.push(performance.now() - started)
  }
})()
const reading = (async () => {
  for (let turn = 0; !isOver; turn++) {
    const started = performance.now()
    await store.assets
      .find({ projectId: projectId as ProjectId, order: { $gt: (turn * PAGE) % 1000 } })
      .sort({ order: 1 })
      .limit(PAGE)
      .toArray()
    took.read.push(performance.now() - started)
  }
})()
process.send?.('ready')
await Promise.all([writing, reading])
await operations.close()
await store.close()
process.disconnect()

function stroke() {
  return {
    id: newId<OperationId>('op'),
    type: 'create',
    annotationId: newId<AnnotationId>('ann'),
    label: 'cat',
    shape: { kind: 'box', x: 10, y: 10, width: 50, height: 40 },
    attributes: {},
    status: 'draft',
    origin: { type: 'import', format: 'hands' },
  } as const
}

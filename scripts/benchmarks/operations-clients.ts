/** The people of the operations benchmark, in a process of their own: told what to do by a message, answers with one. */
import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { newId, type OperationId } from '#shared/domain/ids.ts'
import type { ClientEvents, ServerEvents } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
import { createRandom } from '#shared/random.ts'
import { drawSomething, figuresOf, type Work, type WorkDone } from './operations-work.ts'

const MS_PER_SECOND = 1000
/** How often a person draws rather than changes what they drew. */
const SHARE_DRAWN = 0.5
/** Time for the last strokes to reach the others. */
const LINGER_MS = 500

type Client = Socket<ServerEvents, ClientEvents>

process.once('message', (task: Work) => {
  workOn(task).then((done) => process.send?.(done, () => process.exit(0)))
})

async function workOn(task: Work): Promise<WorkDone> {
  const clients = await Promise.all(task.tokens.map((token) => connected(task.address, token)))
  const sentAt = new Map<string, number>()
  const [latencies, heard, acknowledged]: [number[], number[], string[]] = [[], [], []]
  let refused = 0
  for (const [index, client] of clients.entries()) {
    const neighbour = task.assets[((index + 1) % clients.length) * task.width] as AssetId
    await Promise.all([...assetsOf(task, index), neighbour].map((assetId) => client.emitWithAck('asset:open', { assetId })))
    client.on('asset:changed', ({ assetId, operations }) => {
      if (assetId !== neighbour) return
      for (const { id } of operations) heard.push(performance.now() - (sentAt.get(id) ?? Number.NaN))
    })
  }
  const end = performance.now() + task.seconds * MS_PER_SECOND

  async function draw(client: Client, assetId: AssetId, seed: number): Promise<void> {
    const random = createRandom(seed).next
    const drawn: { id: AnnotationId; revision: number }[] = []
    const pause = task.perSecond === null ? 0 : MS_PER_SECOND / task.perSecond
    if (pause > 0) await sleep(random() * pause)
    for (let due = performance.now(); due < end; ) {
      const operation = nextOperation(random, drawn)
      const started = performance.now()
      sentAt.set(operation.id, started)
      const answer = await client.emitWithAck('annotation:commit', { assetId, operations: [operation] })
      latencies.push(performance.now() - started)
      const outcome = answer.ok ? answer.value.outcomes[0] : undefined
      if (outcome?.outcome !== 'applied') refused++
      else {
        acknowledged.push(operation.id)
        if (operation.type === 'create') drawn.push({ id: operation.annotationId, revision: outcome.revision })
        const changed = operation.type === 'update' && drawn.find(({ id }) => id === operation.annotationId)
        if (changed) changed.revision = outcome.revision
      }
      due = pause > 0 ? due + pause : performance.now()
      if (due > performance.now()) await sleep(due - performance.now())
    }
  }

  await Promise.all(
    clients.flatMap((client, index) =>
      assetsOf(task, index).map((assetId, place) => draw(client, assetId, task.seed + index * task.width + place)),
    ),
  )
  await sleep(LINGER_MS)
  for (const client of clients) client.disconnect()
  return { figures: figuresOf(latencies, task.seconds), heard: figuresOf(heard, task.seconds), acknowledged, refused }
}

const assetsOf = ({ assets, width }: Work, client: number): readonly AssetId[] =>
  assets.slice(client * width, (client + 1) * width)

function nextOperation(random: () => number, drawn: readonly { id: AnnotationId; revision: number }[]): Operation {
  const known = drawn[Math.floor(random() * drawn.length)]
  if (!known || random() < SHARE_DRAWN) return drawSomething(random)
  const { shape } = drawSomething(random)
  return { id: newId<OperationId>('op'), type: 'update', annotationId: known.id, base: known.revision, patch: { shape } }
}

async function connected(address: string, token: string): Promise<Client> {
  const client: Client = io(address, { transports: ['websocket'], forceNew: true, auth: { token } })
  await new Promise<void>((resolve, reject) => {
    client.once('connect', resolve)
    client.once('connect_error', reject)
  })
  return client
}

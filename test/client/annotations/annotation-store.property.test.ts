import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { Change } from '#client/annotations/change.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'
import { type Client, createClient, deliverAll, settled } from './client.ts'
import { createSimulatedServer, type SimulatedServer } from './simulated-server.ts'

const RUNS = 300
const LABELS = ['RBC', 'WBC', 'Platelets']

type Act =
  | { type: 'create' | 'undo' | 'redo' | 'cut' | 'mend' | 'reload' | 'submit' | 'approve'; client: number; pick: number }
  | { type: 'label' | 'shape' | 'status'; client: number; pick: number }
  | { type: 'deliver' | 'deliverTwice'; client: number; pick: number }

const act = (clients: number): fc.Arbitrary<Act> =>
  fc.record({
    type: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('create', 'label', 'shape', 'status') },
      { weight: 3, arbitrary: fc.constantFrom('undo', 'redo', 'submit', 'approve') },
      { weight: 14, arbitrary: fc.constantFrom('deliver', 'deliverTwice') },
      { weight: 3, arbitrary: fc.constantFrom('cut', 'mend', 'mend', 'mend', 'reload') },
    ),
    client: fc.nat(clients - 1),
    pick: fc.nat(50),
  }) as fc.Arbitrary<Act>

let open: Client[] = []
afterEach(() => {
  for (const client of open) client.store().close()
})

async function play(acts: readonly Act[], names: readonly string[]): Promise<{ server: SimulatedServer; clients: Client[] }> {
  const server = createSimulatedServer()
  const clients = names.map((name) => createClient(server, name))
  open = clients
  await deliverAll(clients)
  let counter = 0
  for (const step of acts) {
    const client = clients[step.client]
    if (!client) continue
    perform(client, step, `a${counter++}` as AnnotationId)
    await settled()
  }
  for (const client of clients) {
    client.line.cut()
    await settled()
    client.line.mend()
  }
  await deliverAll(clients)
  return { server, clients }
}

function perform(client: Client, { type, pick }: Act, fresh: AnnotationId) {
  const store = client.store()
  const state = store.getSnapshot().state
  switch (type) {
    case 'cut':
      return client.line.cut()
    case 'mend':
      return client.line.mend()
    case 'reload':
      return client.reload()
    case 'deliver':
    case 'deliverTwice':
      return client.line.deliver(pick, type === 'deliverTwice')
    case 'undo':
      return store.undo()
    case 'redo':
      return store.redo()
    default:
      if (state) store.change([changeOf(state, type, pick, fresh)].flat())
  }
}

function changeOf(state: AssetState, type: Act['type'], pick: number, fresh: AnnotationId): Change | Change[] {
  const ids = [...state.annotations.keys()]
  const annotationId = ids[pick % Math.max(ids.length, 1)]
  const shape = { kind: 'box' as const, x: pick, y: pick, width: 10, height: 10 }
  const label = LABELS[pick % LABELS.length] ?? 'RBC'
  if (type === 'submit') return { type: 'asset', status: 'review' }
  if (type === 'approve') return { type: 'asset', status: 'approved' }
  if (type === 'create' || !annotationId)
    return { type: 'create', annotationId: fresh, label, shape, attributes: {}, status: 'draft' }
  if (type === 'label') return { type: 'update', annotationId, patch: { label } }
  if (type === 'shape') return { type: 'update', annotationId, patch: { shape } }
  return { type: 'update', annotationId, patch: { status: pick % 2 ? 'deleted' : 'draft' } }
}

const content = (state: AssetState | null) => ({
  status: state?.status,
  revision: state?.revision,
  annotations: [...(state?.annotations.values() ?? [])]
    .map(({ changedAt: _, ...annotation }) => annotation)
    .sort((a, b) => a.id.localeCompare(b.id)),
})

test('clients that lose, repeat and reorder messages and reload pages converge with the server and lose nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act(2), { minLength: 1, maxLength: 120, size: 'max' }), async (acts) => {
      const { server, clients } = await play(acts, ['ann', 'ben'])
      for (const client of clients) {
        const { state, save, conflicts } = client.store().getSnapshot()
        expect(save).toEqual({ kind: 'saved', waiting: 0 })
        expect(content(state)).toEqual(content(server.state()))
        const refused = new Set(conflicts.flatMap(({ operations }) => operations.map(({ id }) => id)))
        for (const id of client.made) expect(server.hasApplied(id) !== refused.has(id)).toBe(true)
      }
      const landed = server.log.flatMap((commit) => commit.operations.map(({ id }) => id))
      expect(new Set(landed).size).toBe(landed.length)
    }),
    { seed: 1, numRuns: RUNS },
  )
})

test('a person who works alone is never told that somebody else was first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act(1), { minLength: 1, maxLength: 120, size: 'max' }), async (acts) => {
      const { clients } = await play(acts, ['ann'])
      const [client] = clients
      expect(client?.store().getSnapshot().conflicts).toEqual([])
    }),
    { seed: 1, numRuns: RUNS },
  )
})

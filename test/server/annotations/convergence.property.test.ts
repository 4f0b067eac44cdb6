import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperationLog, type OperationLog } from '#server/annotations/operation-log.ts'
import { createLog } from '#server/log.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { type AnnotationId, type AssetId, newId, type OperationId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import type { Outcome } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
import { aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { changing, drawing, setting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'
import { expectedProjection, projectionOf, replayed } from './replayed.ts'

const RUNS = 25
const SERVERS = 2
const log = createLog('test', 'silent')

const SHARED_ANNOTATIONS = ['one', 'two', 'three']

/** What a client does next. `server` is whom it talks to: changing it is a reconnect. */
const Step = fc.record({
  act: fc.constantFrom(
    'draw',
    'draw shared',
    'relabel',
    'move',
    'delete',
    'submit',
    'approve',
    'reopen',
    'repeat',
    'repeat with new',
  ),
  asset: fc.nat({ max: 1 }),
  server: fc.nat({ max: SERVERS - 1 }),
  pick: fc.nat({ max: 20 }),
  base: fc.nat({ max: 4 }),
})
type Step = { act: string; asset: number; server: number; pick: number; base: number }
const Script = fc.array(Step, { minLength: 3, maxLength: 14 })

interface Sent {
  readonly assetId: AssetId
  readonly operation: Operation
  outcome: Outcome
}

describeWithMongo('clients on several servers', () => {
  let store: Store
  let projectId: ProjectId
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    projectId = await aStoredProject(store)
  })
  afterAll(() => store.close())

  test('converge on one gapless log, lose nothing acknowledged, and hear the same twice, however they interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Script, { minLength: 2, maxLength: 4 }), async (scripts) => {
        const assets = [await aStoredAsset(store, projectId), await aStoredAsset(store, projectId)]
        const servers = Array.from({ length: SERVERS }, () => createOperationLog({ store, log }))
        const prefix = newId('ann')
        const sent = await Promise.all(scripts.map((script, client) => play(servers, assets, prefix, client, script)))
        for (const assetId of assets) await check(servers, assetId, sent.flat())
        await Promise.all(servers.map((server) => server.close()))
        for (const assetId of assets)
          expect(await projectionOf(store, assetId)).toEqual(expectedProjection(await replayed(store, projectId, assetId)))
      }),
      { numRuns: RUNS, seed: 20_261_121 },
    )
  }, 180_000)

  async function check(servers: OperationLog[], assetId: AssetId, sent: Sent[]): Promise<void> {
    const truth = await replayed(store, projectId, assetId)
    expect(truth.sequences).toEqual(truth.sequences.map((_, index) => index + 1))
    for (const server of servers) {
      const opened = await server.open(assetId)
      if (opened.type !== 'state') throw new Error('Expected the state')
      expect(opened.sequence).toBe(truth.sequences.length)
      expect(new Map(opened.annotations.map((one) => [one.id, one]))).toEqual(truth.state.annotations)
      expect(opened.asset).toMatchObject({ status: truth.state.status, revision: truth.state.revision })
    }
    const rows = await store.operations.find({ assetId }).toArray()
    const places = rows.flatMap((row) => row.operations.map((operation) => [operation.id, row.sequence] as const))
    const acknowledged = sent.filter((entry) => entry.assetId === assetId && entry.outcome.outcome === 'applied')
    const expected = new Map(
      acknowledged.map(({ outcome }) => [outcome.id, outcome.outcome === 'applied' ? outcome.sequence : 0]),
    )
    expect(new Map(places)).toEqual(expected)
    expect(places.length).toBe(expected.size)
  }
})

async function play(servers: OperationLog[], assets: AssetId[], prefix: string, client: number, script: Step[]): Promise<Sent[]> {
  const sent: Sent[] = []
  const user = { id: `usr_${client}` as UserId }
  for (const step of script) {
    const assetId = assets[step.asset] as AssetId
    const server = servers[step.server] as OperationLog
    const earlier = sent.filter((entry) => entry.assetId === assetId)
    const old = earlier[step.pick % Math.max(1, earlier.length)]
    const isRepeat = step.act.startsWith('repeat')
    const fresh = step.act === 'repeat' && old ? [] : [operationFor(step, `${prefix}_${step.asset}`, client)]
    const operations = [...(isRepeat && old ? [old.operation] : []), ...fresh]
    const { outcomes } = await server.commit({ assetId, user, operations, may: () => true })
    expect(outcomes.map(({ id }) => id)).toEqual(operations.map(({ id }) => id))
    operations.forEach((operation, index) => {
      const outcome = outcomes[index] as Outcome
      if (operation !== old?.operation) sent.push({ assetId, operation, outcome })
      else if (old.outcome.outcome === 'applied') expect(outcome).toEqual(old.outcome)
      // What was refused may have become possible; from now on this is its answer.
      else old.outcome = outcome
    })
  }
  return sent
}

function operationFor({ act, pick, base }: Step, prefix: string, client: number): Operation {
  const shared = `${prefix}_${SHARED_ANNOTATIONS[pick % SHARED_ANNOTATIONS.length]}` as AnnotationId
  switch (act) {
    case 'relabel':
      return changing(shared, base, { label: pick % 2 === 0 ? 'dog' : 'cat' })
    case 'move':
      return changing(shared, base, { shape: { kind: 'box', x: pick, y: client, width: 20, height: 20 } })
    case 'delete':
      return changing(shared, base, { status: pick % 2 === 0 ? 'deleted' : 'draft' })
    case 'submit':
      return setting('review', base)
    case 'approve':
      return setting('approved', base)
    case 'reopen':
      return setting('begun', base)
    case 'draw shared':
      return drawing({ annotationId: shared })
    default:
      return drawing({ id: newId<OperationId>('op') })
  }
}

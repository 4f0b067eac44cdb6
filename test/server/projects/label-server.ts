import { createAnnotationStore } from '#client/annotations/annotation-store.ts'
import { type AssetTransport, type Connection, ConnectionLost } from '#client/annotations/asset-transport.ts'
import { createMemoryOutbox } from '#client/annotations/outbox.ts'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { openStore } from '#server/store/store.ts'
import { createSecret } from '#server/users/secrets.ts'
import { createUser } from '#server/users/user-records.ts'
import { startWorker } from '#server/worker.ts'
import type { Route, RouteInput, RouteResponse } from '#shared/contract.ts'
import type { AssetId, JobId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { isFinished, type Job } from '#shared/domain/job.ts'
import type { Role } from '#shared/domain/people.ts'
import type { Operation } from '#shared/operations.ts'
import { routes } from '#shared/routes.ts'
import { eventually } from '../../support/eventually.ts'
import { connectClient } from '../../support/label-server.ts'
import { testDatabase } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A whole server with a worker on a free port, on a database of its own. */
export async function startServer(removeFolder: Parameters<typeof temporaryFolder>[0]) {
  const { uri } = testDatabase()
  const log = createLog('test', 'silent')
  const config = readConfig({ LABELLOOP_DATA: temporaryFolder(removeFolder), LABELLOOP_PORT: '0' })
  const app = await createApp({ config, uri, log })
  const address = await app.listen()
  const worker = await startWorker({ config, uri, log })
  const store = await openStore(uri)

  async function person(name: string, roles: Record<ProjectId, Role>) {
    const { id } = await createUser(store, { name, passwordHash: null, admin: false, roles })
    const { secret } = await createSecret(store, { userId: id, kind: 'api', name: 'test' })
    return {
      id,
      token: secret,
      /** Calls a route; rejects with the server's sentence where it refuses. */
      call: <R extends Route>(route: R, input: RouteInput<R>) => call(address, secret, route, input),
      connect: () => connectClient(address, { token: secret }),
      editor: (assetId: AssetId) => openEditor(address, { token: secret, userId: id }, assetId),
    }
  }

  return {
    store,
    person,
    /** The job once it has ended. */
    ended: (who: { call: Awaited<ReturnType<typeof person>>['call'] }, jobId: JobId): Promise<Job> =>
      eventually(async () => {
        const job = await who.call(routes.loop.job, { params: { jobId } })
        if (!isFinished(job)) throw new Error(`Job ${jobId} is ${job.state}`)
        return job
      }),
    async close() {
      await worker.close()
      await app.close()
      await store.close()
    },
  }
}
export type TestServer = Awaited<ReturnType<typeof startServer>>

/** Somebody's open image with the annotation store of the product, on a real socket that can be cut and mended. */
async function openEditor(address: string, { token, userId }: { token: string; userId: UserId }, assetId: AssetId) {
  const { socket } = await connectClient(address, { token })
  const connection = (): Connection => (socket.connected ? 'connected' : 'offline')
  const ask = (name: string, payload: unknown): Promise<never> =>
    (socket.timeout(ANSWER_WITHIN_MS) as unknown as { emitWithAck(name: string, payload: unknown): Promise<never> })
      .emitWithAck(name, payload)
      .catch(() => Promise.reject(new ConnectionLost()))
  const transport: AssetTransport = {
    connection,
    open: (id, since) => ask('asset:open', since === undefined ? { assetId: id } : { assetId: id, since }),
    commit: (id, operations: readonly Operation[]) => ask('annotation:commit', { assetId: id, operations }),
    close: () => undefined,
    onCommit(listener) {
      socket.on('asset:changed', listener)
      return () => socket.off('asset:changed', listener)
    },
    onConnection(listener) {
      const tell = () => listener(connection())
      socket.on('connect', tell)
      socket.on('disconnect', tell)
      return () => socket.off('connect', tell).off('disconnect', tell)
    },
  }
  const annotations = createAnnotationStore({ assetId, userId, transport, outbox: createMemoryOutbox() })
  const look = () => annotations.getSnapshot()
  await eventually(() => {
    if (!look().state) throw new Error('The image is not open yet')
  })
  return {
    annotations,
    look,
    /** The labels as this person sees them, by annotation. */
    labels: () => [...(look().state?.annotations.values() ?? [])].map(({ label }) => label).sort(),
    cut: () => void socket.disconnect(),
    mend: () => void socket.connect(),
    /** When everything this person did is durable. */
    saved: () =>
      eventually(() => {
        const { save } = look()
        if (save.kind !== 'saved') throw new Error(`${save.kind}: ${save.waiting} wait`)
      }),
    close() {
      annotations.close()
      socket.disconnect()
    },
  }
}
export type Editor = Awaited<ReturnType<typeof openEditor>>

const ANSWER_WITHIN_MS = 10_000

async function call<R extends Route>(address: string, token: string, route: R, input: RouteInput<R>): Promise<RouteResponse<R>> {
  const {
    params = {},
    body,
    query = {},
  } = input as { params?: Record<string, string>; body?: unknown; query?: Record<string, string> }
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
  const response = await fetch(`${address}${path}?${new URLSearchParams(query)}`, {
    method: route.method.toUpperCase(),
    headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error((answer as { detail?: string }).detail ?? `${response.status}`)
  return route.response.parse(answer) as RouteResponse<R>
}

import { expect, test } from 'vitest'
import { ApiError } from '#client/api-error.ts'
import { createChampionFiles } from '#client/champion/champion-files.ts'
import { inMemory } from '#client/champion/kept-files.ts'
import type { ProjectId } from '#shared/domain/ids.ts'

const projectId = 'prj_1' as ProjectId
const RUNTIME = '/assets/runtime.wasm'

/** A browser's files over a server that can be out of reach. */
function aBrowser(kept = inMemory()) {
  const server = { isUp: true, isSilent: false, threshold: 0.5, loaded: [] as string[] }
  const expectServer = () => {
    if (!server.isUp) throw new ApiError('unavailable', 'The server cannot be reached')
  }
  const files = createChampionFiles({
    kept: async () => kept,
    async describe({ version }) {
      expectServer()
      if (server.isSilent) await new Promise(() => {})
      const { threshold } = server
      const measured = { basis: 'assumed', precision: null, recall: null, samples: 0 } as const
      const thresholds = [{ label: 'cat', threshold, ...measured }]
      return { version, task: 'detection', labels: [], labelNames: ['cat'], thresholds, input: { width: 4, height: 4 } }
    },
    async load(address) {
      expectServer()
      server.loaded.push(address)
      return new TextEncoder().encode(address)
    },
    runtime: RUNTIME,
    patienceMs: 1,
  })
  return { kept, server, files }
}

const network = (version: number) => `/api/projects/${projectId}/models/${version}/network.onnx`
const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('a model is fetched once, and by a page that comes later not at all; what is said of it is as new as can be', async () => {
  const { kept, server, files } = aBrowser()
  await files.runnable({ projectId, version: 1 })
  await files.runnable({ projectId, version: 1 })
  expect(server.loaded.toSorted()).toEqual([network(1), RUNTIME].toSorted())
  const later = aBrowser(kept)
  later.server.threshold = 0.7
  const { model } = await later.files.runnable({ projectId, version: 1 })
  expect(later.server.loaded).toEqual([])
  expect(model.thresholds[0]?.threshold).toBe(0.7)
})

test('without a connection the model that was kept last runs, and says which it is', async () => {
  const { server, files } = aBrowser()
  await files.runnable({ projectId, version: 1 })
  server.isUp = false
  const runnable = await files.runnable({ projectId, version: 2 })
  expect([runnable.model.version, read(runnable.network), read(runnable.runtime)]).toEqual([1, network(1), RUNTIME])
})

test('a connection that says nothing does not hold up a model that is at hand', async () => {
  const { server, files } = aBrowser()
  await files.runnable({ projectId, version: 1 })
  server.isSilent = true
  expect((await files.runnable({ projectId, version: 1 })).model.thresholds[0]?.threshold).toBe(0.5)
})

test('a new champion takes the place of the one before', async () => {
  const { kept, files } = aBrowser()
  await files.runnable({ projectId, version: 1 })
  await files.runnable({ projectId, version: 2 })
  const held = await kept.model(projectId)
  expect([held?.model.version, held && read(held.network)]).toEqual([2, network(2)])
})

test('a model that was never fetched is not to be had without a connection', async () => {
  const { server, files } = aBrowser()
  server.isUp = false
  await expect(files.runnable({ projectId, version: 1 })).rejects.toThrow('keeps no model of this project yet')
})

test('a browser that cannot keep a model runs it all the same', async () => {
  const full = { ...inMemory(), keepModel: () => Promise.reject(new Error('the disk is full')) }
  const { files } = aBrowser(full)
  expect((await files.runnable({ projectId, version: 1 })).model.version).toBe(1)
})

import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { BrowserModel } from '#shared/domain/browser-model.ts'
import type { ProjectId } from '#shared/domain/ids.ts'

/** A model as this browser keeps it. */
export interface KeptModel {
  readonly model: BrowserModel
  readonly network: Uint8Array
}

/** What a browser keeps, so that a model suggests without a connection: one model of each of the last projects, and what computes them all. */
export interface KeptFiles {
  model(projectId: ProjectId): Promise<KeptModel | null>
  /** Takes the place of the project's model before. */
  keepModel(projectId: ProjectId, kept: KeptModel): Promise<void>
  runtime(address: string): Promise<Uint8Array | null>
  /** Takes the place of the one before. */
  keepRuntime(address: string, bytes: Uint8Array): Promise<void>
}

const DATABASE = 'labelloop-models'
const VERSION = 1
const RUNTIME = 'runtime'
/** A model has some megabytes: those that were fetched longest ago go first. */
const MOST_MODELS = 5

interface Schema extends DBSchema {
  models: { key: ProjectId; value: KeptModel & { readonly keptAt: number }; indexes: { keptAt: number } }
  runtimes: { key: typeof RUNTIME; value: { readonly address: string; readonly bytes: Uint8Array } }
}

/** Models in the browser's database; as long as the page lasts where it keeps nothing. */
export async function openKeptFiles(): Promise<KeptFiles> {
  try {
    const database = await openDB<Schema>(DATABASE, VERSION, {
      upgrade(created) {
        created.createObjectStore('models').createIndex('keptAt', 'keptAt')
        created.createObjectStore('runtimes')
      },
    })
    return inDatabase(database)
  } catch (error) {
    console.warn('The browser keeps no models here', error)
    return inMemory()
  }
}

function inDatabase(database: IDBPDatabase<Schema>): KeptFiles {
  return {
    model: async (projectId) => (await database.get('models', projectId)) ?? null,
    async keepModel(projectId, kept) {
      await database.put('models', { ...kept, keptAt: Date.now() }, projectId)
      const byAge = await database.getAllKeysFromIndex('models', 'keptAt')
      for (const oldest of byAge.slice(0, -MOST_MODELS)) await database.delete('models', oldest)
    },
    async runtime(address) {
      const kept = await database.get('runtimes', RUNTIME)
      return kept?.address === address ? kept.bytes : null
    },
    keepRuntime: async (address, bytes) => void (await database.put('runtimes', { address, bytes }, RUNTIME)),
  }
}

/** The same for as long as the page lasts. */
export function inMemory(): KeptFiles {
  const models = new Map<ProjectId, KeptModel>()
  const runtimes = new Map<string, Uint8Array>()
  return {
    model: async (projectId) => models.get(projectId) ?? null,
    keepModel: async (projectId, kept) => void models.set(projectId, kept),
    runtime: async (address) => runtimes.get(address) ?? null,
    keepRuntime: async (address, bytes) => void runtimes.set(address, bytes),
  }
}

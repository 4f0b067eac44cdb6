import type { BrowserModel } from '#shared/domain/browser-model.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { servingPaths } from '#shared/routes/serving.ts'
import { ApiError } from '../api-error.ts'
import { t } from '../i18n.ts'
import type { KeptFiles, KeptModel } from './kept-files.ts'
import type { RunnableModel } from './messages.ts'

/** So long a connection that is neither there nor gone may hold up a model that is at hand, for what is newly said of it. */
const PATIENCE_MS = 2000
const NOTHING_KEPT = t('The server cannot be reached, and this browser keeps no model of this project yet.')

/** Which model is wanted: the champion's version as this page knows it. */
export interface Wanted {
  readonly projectId: ProjectId
  readonly version: number
}

export interface ChampionFilesDeps {
  readonly kept: () => Promise<KeptFiles>
  /** What is said of a model now: names of labels and scores change with the project. */
  readonly describe: (wanted: Wanted) => Promise<BrowserModel>
  /** The bytes at an address; an ApiError where there are none. */
  readonly load: (address: string) => Promise<Uint8Array>
  /** Address of the WebAssembly. */
  readonly runtime: string
  readonly patienceMs?: number
}
export type ChampionFiles = ReturnType<typeof createChampionFiles>

/** A project's champion with all that runs it: fetched once, kept by the browser, the version before given up for it. */
export function createChampionFiles({ kept, describe, load, runtime, patienceMs = PATIENCE_MS }: ChampionFilesDeps) {
  let opened: Promise<KeptFiles> | null = null

  const afterPatience = (model: BrowserModel) =>
    new Promise<BrowserModel>((resolve) => setTimeout(() => resolve(model), patienceMs))

  async function modelOf(files: KeptFiles, wanted: Wanted): Promise<KeptModel> {
    const { projectId, version } = wanted
    const before = await files.model(projectId)
    try {
      const isSame = before?.model.version === version
      const model = await (isSame ? Promise.race([describe(wanted), afterPatience(before.model)]) : describe(wanted))
      if (isSame && JSON.stringify(model) === JSON.stringify(before.model)) return before
      const network = isSame ? before.network : await load(servingPaths.network(projectId, version))
      await keeping(files.keepModel(projectId, { model, network }))
      return { model, network }
    } catch (error) {
      // Without a connection the one that was kept last is better than none; what it suggests says which it was.
      if (before && isUnreachable(error)) return before
      throw isUnreachable(error) ? new ApiError('unavailable', NOTHING_KEPT, { cause: error }) : error
    }
  }

  async function runtimeOf(files: KeptFiles): Promise<Uint8Array> {
    const before = await files.runtime(runtime)
    if (before) return before
    const bytes = await load(runtime)
    await keeping(files.keepRuntime(runtime, bytes))
    return bytes
  }

  return {
    /** What was kept, or is fetched now; an ApiError says why neither is to be had. */
    async runnable(wanted: Wanted): Promise<RunnableModel> {
      opened ??= kept()
      const files = await opened
      const [model, bytes] = await Promise.all([modelOf(files, wanted), runtimeOf(files)])
      return { ...model, runtime: bytes }
    },
  }
}

const isUnreachable = (error: unknown): boolean => error instanceof ApiError && error.code === 'unavailable'

// A full disk keeps nothing; the model works all the same.
const keeping = (written: Promise<void>): Promise<void> =>
  written.catch((error: unknown) => console.warn('The browser could not keep a model', error))

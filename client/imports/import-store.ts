import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type ImportId, type JobId, newId, type ProjectId } from '#shared/domain/ids.ts'
import type { ImportOptions } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { sentenceOf } from '../api-error.ts'
import type { FileWithPath } from './dropped-files.ts'
import { type SendProgress, sendFiles } from './send-files.ts'

/** One import of this tab, from the drop to its job. It goes on while other pages are open. */
export interface Import {
  readonly id: ImportId
  readonly projectId: ProjectId
  readonly files: number
  readonly bytes: number
  readonly options: ImportOptions
  readonly sent: SendProgress
  readonly startedAt: number
  readonly phase: ImportPhase
}

/** Sending, then in the hands of the worker; or what went wrong before that. */
export type ImportPhase =
  | { readonly kind: 'sending' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'handed-over'; readonly jobId: JobId }
  | { readonly kind: 'failed'; readonly message: string }

interface Imports {
  readonly imports: readonly Import[]
}

const store = createStore<Imports>(() => ({ imports: [] }))
const sendings = new Map<ImportId, ReturnType<typeof sendFiles>>()

/** Imports of a project that this tab started, newest first. */
export function useImports(projectId: ProjectId): Import[] {
  const imports = useStore(store, (state) => state.imports)
  return imports.filter((one) => one.projectId === projectId)
}

/** Sends the files, then asks the worker to import them. */
export function startImport(projectId: ProjectId, files: readonly FileWithPath[], options: ImportOptions): ImportId {
  const id = newId<ImportId>('imp')
  const bytes = files.reduce((total, { file }) => total + file.size, 0)
  const fresh: Import = {
    id,
    projectId,
    files: files.length,
    bytes,
    options,
    sent: { files: 0, bytes: 0 },
    startedAt: Date.now(),
    phase: { kind: 'sending' },
  }
  store.setState(({ imports }) => ({ imports: [fresh, ...imports] }))
  const sending = sendFiles(files, { projectId, importId: id }, (sent) => patch(id, { sent }))
  sendings.set(id, sending)
  void sending.done.then(() => handOver(projectId, id, options)).catch((error: unknown) => fail(id, error))
  return id
}

/** Does it again with other choices, such as for real after a dry run: the files are on the server already. */
export async function importAgain({ projectId, id, options }: Import, change: Partial<ImportOptions>): Promise<void> {
  await handOver(projectId, id, { ...options, ...change })
}

export function pauseImport(id: ImportId): void {
  sendings.get(id)?.pause()
  patch(id, { phase: { kind: 'paused' } })
}

export function resumeImport(id: ImportId): void {
  patch(id, { phase: { kind: 'sending' } })
  sendings.get(id)?.resume()
}

/** Stops the sending, or takes a finished import off the list. */
export function dropImport(id: ImportId): void {
  sendings.get(id)?.cancel()
  sendings.delete(id)
  store.setState(({ imports }) => ({ imports: imports.filter((one) => one.id !== id) }))
}

async function handOver(projectId: ProjectId, importId: ImportId, options: ImportOptions): Promise<void> {
  sendings.delete(importId)
  const { jobId } = await call(routes.data.startImport, { params: { projectId }, body: { ...options, importId } })
  patch(importId, { options, phase: { kind: 'handed-over', jobId } })
}

const fail = (id: ImportId, error: unknown) => patch(id, { phase: { kind: 'failed', message: sentenceOf(error) } })

function patch(id: ImportId, change: Partial<Import>): void {
  store.setState(({ imports }) => ({ imports: imports.map((one) => (one.id === id ? { ...one, ...change } : one)) }))
}

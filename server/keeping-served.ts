import { createHash } from 'node:crypto'
import { type ImportId, newId, type ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import type { Config } from './config.ts'
import { sniffImage } from './datasets/ingest/sniff-image.ts'
import { placeUpload, uploadsFolder } from './datasets/upload-files.ts'
import { messageOf } from './errors.ts'
import type { Queue } from './jobs/queue.ts'
import type { Log } from './log.ts'
import type { SampledImage } from './serving/serving-deps.ts'

/** Images that are kept within this time come in together: one import, one line in the audit trail. */
const TOGETHER_MS = 60_000
/** Of an image's hash, in its name. */
const NAME_LENGTH = 16

export interface KeepingDeps {
  readonly config: Pick<Config, 'dataFolder'>
  readonly queue: Pick<Queue, 'add'>
  readonly log: Log
  readonly random?: () => number
}

/**
 * Keeps a share of the images that are sent for predictions as images of the project, where its settings allow it: drawn by lot, imported like any
 * others, so that people label what the model meets outside. What was sent twice is there once.
 */
export function createServedKeeping({ config, queue, log, random = Math.random }: KeepingDeps) {
  const waiting = new Map<ProjectId, { importId: ImportId; timer: NodeJS.Timeout }>()

  async function bringIn(projectId: ProjectId): Promise<void> {
    const batch = waiting.get(projectId)
    if (!batch) return
    clearTimeout(batch.timer)
    waiting.delete(projectId)
    const { importId } = batch
    const payload = { importId, options: ImportOptions.parse({}), userId: null }
    await queue.add({ name: 'import', projectId, payload, unique: `import:${importId}` })
  }

  function batchOf(projectId: ProjectId): ImportId {
    const known = waiting.get(projectId)
    if (known) return known.importId
    const importId = newId<ImportId>('sent')
    const later = () => void bringIn(projectId).catch(report)
    waiting.set(projectId, { importId, timer: setTimeout(later, TOGETHER_MS) })
    return importId
  }

  async function place(projectId: ProjectId, bytes: Uint8Array): Promise<void> {
    const sniffed = sniffImage(bytes)
    if ('reason' in sniffed) return
    const name = createHash('sha256').update(bytes).digest('hex').slice(0, NAME_LENGTH)
    const metadata = { projectId, importId: batchOf(projectId), path: `sent/${name}.${sniffed.kind}` }
    await placeUpload(uploadsFolder(config.dataFolder), metadata, bytes)
  }

  function report(error: unknown): void {
    log.warn({ error: messageOf(error) }, 'An image sent for predictions was not kept')
  }

  return {
    async keep(project: Project, images: readonly SampledImage[]): Promise<void> {
      const { keepServed } = project.loop.monitoring
      const drawn = images.filter(() => random() < keepServed)
      await Promise.all(drawn.map(({ bytes }) => place(project.id, bytes))).catch(report)
    },
    /** Brings in what waits. */
    async close(): Promise<void> {
      for (const projectId of [...waiting.keys()]) await bringIn(projectId).catch(report)
    },
  }
}

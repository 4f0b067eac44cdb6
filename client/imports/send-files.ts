import { Upload } from 'tus-js-client'
import type { ImportId, ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import type { FileWithPath } from './dropped-files.ts'

const PARALLEL_UPLOADS = 3
const CHUNK_BYTES = 16 * 1024 * 1024
const RETRY_AFTER_MS = [300, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000]

export interface SendProgress {
  readonly files: number
  readonly bytes: number
}

interface Sending {
  /** Stops after what is on the wire; `resume` goes on where each file was. */
  pause(): void
  resume(): void
  /** Stops for good and takes half-sent files off the server. */
  cancel(): void
  /** Resolves when every file is there; rejects with the first failure that retrying did not cure. */
  readonly done: Promise<void>
}

/** Sends files by resumable uploads, three at a time, under one import id. */
export function sendFiles(
  files: readonly FileWithPath[],
  to: { projectId: ProjectId; importId: ImportId },
  onProgress: (progress: SendProgress) => void,
): Sending {
  const waiting = [...files]
  const active = new Map<Upload, number>()
  const sent = { files: 0, bytes: 0 }
  let paused = false
  let settle: { resolve(): void; reject(error: Error): void } = { resolve() {}, reject() {} }
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })

  const report = () => onProgress({ files: sent.files, bytes: sent.bytes + sum(active.values()) })
  const fill = () => {
    while (!paused && active.size < PARALLEL_UPLOADS) {
      const next = waiting.shift()
      if (!next) break
      start(next)
    }
    if (active.size === 0 && waiting.length === 0) settle.resolve()
  }
  const start = ({ file, path }: FileWithPath) => {
    const upload = new Upload(file, {
      endpoint: paths.uploads,
      metadata: { ...to, path, filename: path },
      chunkSize: CHUNK_BYTES,
      uploadDataDuringCreation: true,
      retryDelays: RETRY_AFTER_MS,
      storeFingerprintForResuming: false,
      onProgress(bytes) {
        active.set(upload, bytes)
        report()
      },
      onSuccess() {
        active.delete(upload)
        sent.files += 1
        sent.bytes += file.size
        report()
        fill()
      },
      onError: (error) => settle.reject(error),
    })
    active.set(upload, 0)
    upload.start()
  }

  fill()
  return {
    done,
    pause() {
      paused = true
      for (const upload of active.keys()) void upload.abort()
    },
    resume() {
      paused = false
      for (const upload of active.keys()) upload.start()
      fill()
    },
    cancel() {
      paused = true
      waiting.length = 0
      for (const upload of active.keys()) void upload.abort(true)
      active.clear()
    },
  }
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

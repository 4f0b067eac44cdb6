import { openAsBlob } from 'node:fs'
import type { ProjectId } from '#shared/domain/ids.ts'
import { PREDICT_LIMITS, PredictAnswer } from '#shared/routes/serving.ts'
import type { Api } from './api.ts'
import type { ListedFile } from './list-files.ts'
import type { Terminal } from './terminal.ts'

/** A request brings at most this many images, so that the next ones are read while these are computed. */
const IMAGES_PER_REQUEST = 32

interface Asked {
  readonly projectId: ProjectId
  readonly all: boolean
  readonly model?: number
}

/** Sends image files in portions that a server takes, and puts the answers together. */
export async function predictFiles(
  api: Api,
  { projectId, all, model }: Asked,
  files: readonly ListedFile[],
  terminal: Terminal,
): Promise<PredictAnswer> {
  const query = new URLSearchParams({ all: String(all), ...(model !== undefined && { model: String(model) }) })
  const answers: PredictAnswer[] = []
  let done = 0
  for (const portion of portions(files)) {
    terminal.progress(done / files.length, `Predicting on ${done} of ${files.length} images`)
    answers.push(PredictAnswer.parse(await api.upload(`/api/projects/${projectId}/predict?${query}`, await formOf(portion))))
    done += portion.length
  }
  const [first] = answers
  if (!first) throw new Error('expected at least one file')
  return { ...first, images: answers.flatMap(({ images }) => images) }
}

function portions(files: readonly ListedFile[]): ListedFile[][] {
  const found: ListedFile[][] = []
  let bytes = 0
  for (const file of files) {
    const last = found.at(-1)
    bytes += file.bytes
    if (last && last.length < IMAGES_PER_REQUEST && bytes < PREDICT_LIMITS.bytes / 2) last.push(file)
    else {
      found.push([file])
      bytes = file.bytes
    }
  }
  return found
}

async function formOf(files: readonly ListedFile[]): Promise<FormData> {
  const form = new FormData()
  for (const { file, path } of files) form.append('images', await openAsBlob(file), path)
  return form
}

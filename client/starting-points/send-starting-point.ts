import type { ProjectId } from '#shared/domain/ids.ts'
import { StartingPoint } from '#shared/domain/starting-point.ts'
import { type StartingPointUpload, startingPointPath } from '#shared/routes/starting-points.ts'
import { ApiError, errorOf } from '../api-error.ts'
import { t } from '../i18n.ts'

/** Brings a project a network to start from: a zip as it is, other files packed; an ApiError says why the server did not take it. */
export async function sendStartingPoint(
  projectId: ProjectId,
  upload: StartingPointUpload,
  files: readonly File[],
): Promise<StartingPoint> {
  const response = await fetch(startingPointPath(projectId, upload), {
    method: 'POST',
    headers: { 'content-type': 'application/zip' },
    body: await archiveOf(files),
  }).catch(() => null)
  if (!response) throw new ApiError('unavailable', t('The server cannot be reached'))
  if (!response.ok) throw await errorOf(response)
  return StartingPoint.parse(await response.json())
}

async function archiveOf(files: readonly File[]): Promise<Blob> {
  const [first] = files
  if (first && files.length === 1 && first.name.endsWith('.zip')) return first
  const contents = await Promise.all(files.map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const))
  // Only who brings a network needs it.
  const { zipSync } = await import('fflate')
  return new Blob([zipSync(Object.fromEntries(contents), { level: 0 })])
}

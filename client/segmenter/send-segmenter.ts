import type { ProjectId } from '#shared/domain/ids.ts'
import { segmenterPaths } from '#shared/routes/segmenters.ts'
import { ApiError, errorOf } from '../api-error.ts'
import { t } from '../i18n.ts'

/** Brings a project its own segmenter; an ApiError says why the server did not take it. */
export async function sendSegmenter(
  projectId: ProjectId,
  { encoder, decoder }: { readonly encoder: File; readonly decoder: File },
): Promise<void> {
  const names = { encoder: encoder.name, decoder: decoder.name, encoderBytes: encoder.size }
  const response = await fetch(segmenterPaths.upload(projectId, names), {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Blob([encoder, decoder]),
  }).catch(() => null)
  if (!response) throw new ApiError('unavailable', t('The server cannot be reached'))
  if (!response.ok) throw await errorOf(response)
}

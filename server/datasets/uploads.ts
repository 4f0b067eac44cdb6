import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'
import type { Express, Request } from 'express'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { may } from '#shared/policy.ts'
import { randomHex } from '#shared/random-id.ts'
import { paths } from '#shared/routes/data.ts'
import type { Config } from '../config.ts'
import { forbidden, invalid, notFound, unauthenticated } from '../errors.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { treePath } from './sources/tree-path.ts'
import { UploadMetadata, uploadPrefix, uploadsFolder } from './upload-files.ts'

/** Largest single upload: an archive of a large data set. */
const MOST_BYTES = 200 * 1024 ** 3
const ID_BYTES = 16

export interface UploadDeps {
  readonly store: Pick<Store, 'projects'>
  readonly config: Pick<Config, 'dataFolder'>
  authenticate(request: Request): Promise<User | null>
}

/** Resumable uploads by the tus protocol (1.0), for people who may import into the project that the upload names. */
export function mountUploads(app: Pick<Express, 'all'>, { store, config, authenticate }: UploadDeps): void {
  const datastore = new FileStore({ directory: uploadsFolder(config.dataFolder) })
  const tus = new Server({
    path: paths.uploads,
    datastore,
    maxSize: MOST_BYTES,
    relativeLocation: true,
    namingFunction: (_request, metadata) => uploadPrefix(UploadMetadata.parse(metadata).importId) + randomHex(ID_BYTES),
  })

  app.all(`${paths.uploads}{/:uploadId}`, async (request, response) => {
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    if (request.method !== 'OPTIONS') {
      const { uploadId } = request.params as { uploadId?: string }
      const metadata = uploadId === undefined ? announced(request) : await recorded(uploadId)
      const { id, name } = await loadProject(store, metadata.projectId as ProjectId)
      if (!may(user, 'data:import', id)) throw forbidden(`${user.name} may not import into ${name}`)
    }
    await tus.handle(request, response)
  })

  async function recorded(uploadId: string): Promise<UploadMetadata> {
    const upload = await datastore.getUpload(uploadId).catch(() => null)
    if (!upload) throw notFound(`Upload ${uploadId}`)
    return UploadMetadata.parse(upload.metadata)
  }
}

/** What a new upload says about itself, in the protocol's header: names with values in base64, separated by commas. */
function announced(request: Request): UploadMetadata {
  const fields = (request.get('upload-metadata') ?? '')
    .split(',')
    .map((field) => field.trim().split(' '))
    .map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString('utf8')])
  const metadata = UploadMetadata.parse(Object.fromEntries(fields))
  const path = treePath(metadata.path)
  if ('reason' in path) throw invalid(`${metadata.path}: ${path.reason}`)
  return metadata
}

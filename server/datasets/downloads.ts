import { pipeline } from 'node:stream/promises'
import type { Router } from 'express'
import { z } from 'zod'
import { ProjectId } from '#shared/domain/ids.ts'
import { may } from '#shared/policy.ts'
import { paths } from '#shared/routes/data.ts'
import { forbidden, notFound, unauthenticated } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate } from '../wire/mount.ts'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)

export interface DownloadDeps {
  readonly store: Pick<Store, 'jobs'>
  readonly blobs: BlobStore
  readonly authenticate: Authenticate
}

/** Mounts the archives that exports of a project have written, and nothing else that is kept under a hash. */
export function mountDownloads(router: Router, { store, blobs, authenticate }: DownloadDeps): void {
  router.get(paths.exported(':projectId', ':hash'), async (request, response) => {
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    const projectId = ProjectId.parse(request.params.projectId)
    if (!may(user, 'data:export', projectId)) throw forbidden(`${user.name} may not export from this project`)
    const hash = Hash.parse(request.params.hash)
    const job = await store.jobs.findOne({ projectId, name: 'export', 'result.download': paths.exported(projectId, hash) })
    if (!job || !(await blobs.has(hash))) throw notFound('This export')
    response.attachment(`export-${hash.slice(0, 8)}.zip`).set('Cache-Control', 'private, no-store')
    await pipeline(blobs.open(hash), response)
  })
}

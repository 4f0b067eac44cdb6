import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ConnectionPlace } from '#shared/domain/connection.ts'
import { isFinished, Job } from '#shared/domain/job.ts'
import { ExportReport, paths } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { type EgressRequest, guardedFetch } from '../../egress.ts'
import { AppError, messageOf, notFound } from '../../errors.ts'
import { archiveIn } from '../sources/archives.ts'
import { readWhole } from '../sources/file-tree.ts'
import { createScratchFile } from '../sources/scratch-file.ts'
import type { Connector, ConnectorDeps } from './connector.ts'
import { fetchFile } from './fetch-file.ts'
import { type RemoteFile, remoteTree } from './remote-tree.ts'

type Place = Extract<ConnectionPlace, { kind: 'labelloop' }>

/** Of all formats the one that keeps the most kinds of shapes. */
const FORMAT = 'cvat-images'
const LOOK_EVERY_MS = 1000
const ANSWER_LIMITS = { timeoutMs: 60_000, largestBytes: 64 * 1024 ** 2 }
const PAGE = 200

/** A project of another Labelloop: all its images, with the labels that are approved there. */
export const labelloop = {
  id: 'labelloop',
  title: 'Another Labelloop',
  async find(place, deps) {
    const remote = connect(place, deps)
    const projects = z.array(z.object({ id: z.string(), name: z.string() })).parse(await remote.ask(routes.projects.list.path))
    const project = projects.find(({ name }) => name === place.project)
    if (!project) throw notFound(`A project ${place.project} that the token may see`)
    const images = await imagesOf(remote, project.id)
    const labels = images.some(({ isApproved }) => isApproved) ? await exportedLabels(remote, project.id, deps.signal) : []
    return remoteTree([...labels, ...images], (file) => file.content(), deps.taken)
  },
} as const satisfies Connector<Place>

type RemoteContent = RemoteFile & { content(): Promise<Uint8Array> }
type Remote = ReturnType<typeof connect>

async function exportedLabels(remote: Remote, projectId: string, signal: AbortSignal): Promise<RemoteContent[]> {
  const asked = JSON.stringify({ format: FORMAT, images: false })
  const begun = await remote.ask(routes.data.startExport.path.replace(':projectId', projectId), { method: 'POST', body: asked })
  const { jobId } = z.object({ jobId: z.string() }).parse(begun)
  for (;;) {
    const job = Job.parse(await remote.ask(routes.loop.job.path.replace(':jobId', jobId)))
    if (isFinished(job)) {
      if (job.state !== 'succeeded')
        throw new AppError('unavailable', `The labels could not be exported there: ${job.reason ?? job.state}`)
      return await filesIn(await remote.file(ExportReport.parse(job.result).download))
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
}

// Nobody knows who answers there: it is read as every archive that comes from outside.
async function filesIn(archive: Uint8Array): Promise<RemoteContent[]> {
  const scratch = createScratchFile()
  try {
    const tree = await archiveIn(await scratch.append([archive]), scratch)
    const files: RemoteContent[] = []
    for (const { path } of tree.files) {
      const content = await readWhole(tree, path)
      const version = createHash('sha256').update(content).digest('hex')
      files.push({ path, bytes: content.length, version, content: async () => content })
    }
    await tree.close()
    return files
  } finally {
    await scratch.close()
  }
}

const ImagePage = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), hash: z.string(), bytes: z.number(), status: z.string() })),
  next: z.string().nullable(),
})
interface RemoteImage extends RemoteContent {
  readonly isApproved: boolean
}

async function imagesOf(remote: Remote, projectId: string): Promise<RemoteImage[]> {
  const found: RemoteImage[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = new URLSearchParams({ limit: String(PAGE), ...(cursor !== '' && { cursor }) }).toString()
    const page = ImagePage.parse(await remote.ask(`${routes.data.assets.path.replace(':projectId', projectId)}?${query}`))
    for (const { id, name, hash, bytes, status } of page.items) {
      const content = () => remote.file(paths.image(projectId, id))
      found.push({ path: `images/${name}`, bytes, version: hash, content, isApproved: status === 'approved' })
    }
    cursor = page.next
  }
  return found
}

function connect({ url }: Place, deps: ConnectorDeps) {
  const root = url.replace(/\/+$/, '')
  const headers = { authorization: `Bearer ${deps.secret ?? ''}`, 'content-type': 'application/json' }
  const limits = { ...ANSWER_LIMITS, allowPrivate: deps.allowPrivate }
  return {
    async ask(path: string, init: EgressRequest = {}): Promise<unknown> {
      const answer = await guardedFetch(root + path, { ...init, headers, signal: deps.signal }, limits)
      const said = await answer.text()
      if (answer.ok) return JSON.parse(said)
      throw new AppError('unavailable', `${root} answered ${answer.status}: ${detailOf(said)}`)
    },
    // The token goes to the server it is for, and to no other that an answer leads to.
    file: (path: string) =>
      fetchFile(root + path, deps, async (at) =>
        at.startsWith(`${root}/`) ? { headers: { authorization: headers.authorization } } : {},
      ),
  }
}

function detailOf(said: string): string {
  try {
    return z.object({ detail: z.string() }).parse(JSON.parse(said)).detail
  } catch (error) {
    return messageOf(error)
  }
}

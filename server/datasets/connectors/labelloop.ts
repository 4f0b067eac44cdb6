import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync } from 'fflate'
import { z } from 'zod'
import type { ConnectionPlace } from '#shared/domain/connection.ts'
import { isFinished, Job } from '#shared/domain/job.ts'
import { ExportReport, paths } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { type EgressRequest, guardedFetch } from '../../egress.ts'
import { AppError, messageOf, notFound } from '../../errors.ts'
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
    const labels = await exportedLabels(remote, project.id, deps.signal)
    const images = await imagesOf(remote, project.id)
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
      if (job.state !== 'succeeded') return []
      const files = unzipSync(await remote.file(ExportReport.parse(job.result).download))
      return Object.entries(files).map(([path, bytes]) => ({
        path,
        bytes: bytes.length,
        version: Buffer.from(bytes).toString('base64'),
        content: async () => bytes,
      }))
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
}

async function imagesOf(remote: Remote, projectId: string): Promise<RemoteContent[]> {
  const Page = z.object({
    items: z.array(z.object({ id: z.string(), name: z.string(), hash: z.string(), bytes: z.number() })),
    next: z.string().nullable(),
  })
  const found: RemoteContent[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = new URLSearchParams({ limit: String(PAGE), ...(cursor !== '' && { cursor }) }).toString()
    const page = Page.parse(await remote.ask(`${routes.data.assets.path.replace(':projectId', projectId)}?${query}`))
    for (const { id, name, hash, bytes } of page.items)
      found.push({ path: `images/${name}`, bytes, version: hash, content: () => remote.file(paths.image(projectId, id)) })
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
        at.startsWith(root) ? { headers: { authorization: headers.authorization } } : {},
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

import type { ProjectId } from '#shared/domain/ids.ts'
import { toJob } from './jobs/queue.ts'
import { fromStored } from './store/collections.ts'
import type { Store } from './store/store.ts'
import type { AppServer } from './wire/handle.ts'
import { projectRoom } from './wire/rooms.ts'

const PROJECT_CHANGED_EVERY_MS = 400

/**
 * Tells browsers what changed in the database, whoever wrote it: this server, another one or a worker. Counts change with every
 * stroke, so `project:changed` is thinned out.
 */
export function createNotices({ store, io }: { store: Store; io: AppServer }) {
  const due = new Map<ProjectId, NodeJS.Timeout>()
  const projectChanged = (projectId: ProjectId) => {
    if (due.has(projectId)) return
    const tell = () => {
      due.delete(projectId)
      io.to(projectRoom(projectId)).emit('project:changed', { projectId })
    }
    due.set(projectId, setTimeout(tell, PROJECT_CHANGED_EVERY_MS))
  }
  const streams = [
    store.watch('runs', ({ row }) => {
      if (!row) return
      io.to(projectRoom(row.projectId)).emit('run:progress', {
        projectId: row.projectId,
        runId: row._id,
        run: fromStored(row),
        points: [],
      })
      if (row.finishedAt !== null || row.state === 'queued') projectChanged(row.projectId)
    }),
    store.watch('curves', async ({ row }) => {
      const run = row && (await store.runs.findOne({ _id: row.runId }))
      if (run)
        io.to(projectRoom(run.projectId)).emit('run:progress', {
          projectId: run.projectId,
          runId: run._id,
          run: fromStored(run),
          points: row.points,
        })
    }),
    store.watch('jobs', ({ row }) => {
      if (row?.projectId) io.to(projectRoom(row.projectId)).emit('job:changed', toJob(row))
    }),
    store.watch('projects', ({ row }) => row && projectChanged(row._id)),
    store.watch('studies', ({ row }) => row && projectChanged(row.projectId)),
    store.watch('models', ({ row }) => row && projectChanged(row.projectId)),
    store.watch('alerts', ({ row }) => row && projectChanged(row.projectId)),
    store.watch('monitorings', ({ row }) => row && projectChanged(row._id)),
    store.watch('deployments', ({ row }) => row && projectChanged(row.projectId)),
    store.watch('ensembles', ({ row }) => row && projectChanged(row.projectId)),
    store.watch('decisions', ({ row }) => {
      if (!row?.projectId) return
      projectChanged(row.projectId)
      if (row.type === 'promotion' || row.type === 'rollback') void tellChampion(row.projectId, row.sentence)
    }),
  ]

  async function tellChampion(projectId: ProjectId, sentence: string): Promise<void> {
    const project = await store.projects.findOne({ _id: projectId })
    if (project) io.to(projectRoom(projectId)).emit('model:promoted', { projectId, version: project.champion, sentence })
  }

  return {
    /** For those who know of a change that is in none of the watched collections. */
    projectChanged,
    async close() {
      for (const timer of due.values()) clearTimeout(timer)
      await Promise.all(streams.map((stream) => stream.end()))
    },
  }
}

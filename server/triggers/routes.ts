import type { ProjectId } from '#shared/domain/ids.ts'
import type { Answered, TriggerReason } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { notFound } from '../errors.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { answerOf } from './consider-training.ts'
import { dryRun } from './dry-run.ts'
import { makeHook, readHook, useHook } from './hooks.ts'
import { holdsOf } from './limits.ts'
import { checkSchedule } from './schedule.ts'
import { viewOf } from './view.ts'

interface TriggerDeps {
  readonly store: Store
  /** Starts a run of the loop and gives its number; null where another one is pending. */
  readonly start: (projectId: ProjectId, trigger: TriggerReason, answered: Answered) => Promise<number | null>
}

/** Mounts the dry run and the way in for other programs. */
export function mountTriggers(mount: Mount, { store, start }: TriggerDeps): void {
  const { triggers } = routes
  mount(triggers.dryRun, async ({ params, body }) => {
    const project = await loadProject(store, params.projectId)
    const loop = body.loop ?? project.loop
    checkSchedule(loop)
    return dryRun(store, { ...project, loop })
  })
  mount(triggers.hook, ({ params }) => readHook(store, params.projectId))
  mount(triggers.makeHook, async ({ params, user }) => {
    const { hook, secret } = await makeHook(store, params.projectId)
    const sentence = `${user.name} made a new address that starts trainings`
    await recordDecision(store, { projectId: params.projectId, userId: user.id, type: 'settings', sentence })
    return { hook, secret, path: triggers.callHook.path.replace(':secret', secret) }
  })
  mount(triggers.removeHook, async ({ params, user }) => {
    const { deletedCount } = await store.hooks.deleteOne({ _id: params.projectId })
    const sentence = `${user.name} took away the address that starts trainings`
    if (deletedCount > 0)
      await recordDecision(store, { projectId: params.projectId, userId: user.id, type: 'settings', sentence })
    return null
  })
  mount(triggers.callHook, async ({ params, body }) => {
    const projectId = await useHook(store, params.secret)
    if (projectId === null) throw notFound('This address')
    return startByHook({ store, start }, projectId, body.reason)
  })
}

// What starts by itself keeps the project's limits, whoever it was told by.
async function startByHook({ store, start }: TriggerDeps, projectId: ProjectId, why: string | undefined) {
  const view = await viewOf(store, await loadProject(store, projectId))
  const [hold] = holdsOf(view)
  if (hold) return { started: false, run: null, sentence: `Not started: ${hold.sentence}` }
  const reason = why ? `Another program asked for it: ${why}` : 'Another program asked for it'
  const run = await start(projectId, { type: 'webhook', reason }, answerOf(view))
  if (run === null) return { started: false, run, sentence: 'Not started: a run of this project is pending already' }
  return { started: true, run, sentence: `Run ${run} started` }
}

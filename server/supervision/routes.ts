import type { ProjectId } from '#shared/domain/ids.ts'
import type { FunctionSource, LabelingFunction } from '#shared/domain/labeling-function.ts'
import type { User } from '#shared/domain/people.ts'
import { parseRules } from '#shared/labeling-rules/parse-rules.ts'
import { routes } from '#shared/routes.ts'
import { votedOn } from '#shared/tasks/voted-on.ts'
import { conflict, invalid } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import type { SupervisionRow } from '../store/collections.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { changeFunction, listFunctions, versionsOf } from './function-records.ts'
import { casesOf } from './look.ts'

/** Mounts labeling functions: write, switch, apply, look at what they say. */
export function mountSupervision(mount: Mount, { store, queue }: { store: Store; queue: Queue }): void {
  const { supervision } = routes
  const decided = (projectId: ProjectId, user: User, what: string) =>
    recordDecision(store, { projectId, userId: user.id, type: 'settings', sentence: `${user.name} ${what}` })

  mount(supervision.functions, ({ params }) => listFunctions(store, params.projectId))
  mount(supervision.versions, ({ params }) => versionsOf(store, params.projectId, params.name))
  mount(supervision.change, async ({ params: { projectId, name }, body, user }) => {
    const project = await loadProject(store, projectId)
    if (votedOn(project.task) === null) throw invalid('Labeling functions vote on labels; this project is about numbers')
    if (body.source) refuseUnreadable(body.source)
    const changed = await changeFunction(store, { projectId, name, changedBy: user.id, ...body })
    await decided(projectId, user, `${whatChanged(changed, body.base)} the labeling function ${name}`)
    return changed
  })
  mount(supervision.cases, async ({ params: { projectId, name }, query }) => {
    const project = await loadProject(store, projectId)
    const on = votedOn(project.task)
    return on === null ? [] : casesOf(store, project, on, { name, ...query })
  })
  mount(supervision.apply, async ({ params, body }) => {
    const { id } = await loadProject(store, params.projectId)
    if ((await listFunctions(store, id)).every(({ state }) => state === 'off'))
      throw conflict('No labeling function is switched on: write one first')
    const job = await queue.add({ name: 'supervise', projectId: id, payload: body, unique: `supervise:${id}` })
    return { jobId: job.id }
  })
  mount(supervision.latest, async ({ params }) => {
    const row = await store.supervisions.findOne({ projectId: params.projectId }, { sort: { version: -1 } })
    return row && withoutId(row)
  })
}

function refuseUnreadable(source: FunctionSource): void {
  if (source.type !== 'rules') return
  const { rules, problems } = parseRules(source.text)
  const [first] = problems
  if (first) throw invalid(`Line ${first.line}: ${first.message}`)
  if (rules.length === 0) throw invalid('Expected at least one rule')
}

function whatChanged({ state }: LabelingFunction, base: number): string {
  if (state === 'removed') return 'removed'
  return base === 0 ? 'wrote' : 'changed'
}

const withoutId = ({ _id, ...row }: SupervisionRow) => row

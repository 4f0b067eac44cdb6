import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from './api.ts'
import { CommandFailure } from './failure.ts'

/** The project of this name (or id), or null. */
export async function lookUpProject(api: Api, name: string): Promise<ProjectSummary | null> {
  return pick(await api.call(routes.projects.list, {}), name)
}

/** The project of this name (or id); the failure names the ones there are. */
export async function findProject(api: Api, name: string): Promise<ProjectSummary> {
  const projects = await api.call(routes.projects.list, {})
  const found = pick(projects, name)
  if (found) return found
  const known = projects.length === 0 ? 'there is none yet' : `there are: ${projects.map((project) => project.name).join(', ')}`
  throw new CommandFailure(`expected the name of a project, got "${name}"; ${known}`, 'not_found')
}

const pick = (projects: readonly ProjectSummary[], name: string): ProjectSummary | null =>
  projects.find((project) => project.name === name) ?? projects.find((project) => project.id === name) ?? null

import type { ProjectId, UserId } from '#shared/domain/ids.ts'
import type { Role } from '#shared/domain/people.ts'
import type { Project } from '#shared/domain/project.ts'
import { invalid } from '../errors.ts'
import type { Collections, Stored, UserRow } from '../store/collections.ts'
import { type BackedUp, type BackupDeps, backUp } from './back-up.ts'
import type { BackupManifest } from './backup-manifest.ts'
import { ownRowsOf, refuseTaken } from './own-rows.ts'
import { keptBack, keysOfProject, type ProjectKeys, rowsOf } from './project-rows.ts'
import { allRows, bringBlobs, bringRows, type RestoreDeps } from './restore.ts'
import { rowsIn } from './rows-in.ts'

/** A project is there when these are: they come last and together, and nothing of them is cleared before. */
const VISIBLE: readonly string[] = [
  'projects',
  'users',
  'runs',
  'studies',
  'executions',
  'deployments',
  'experiments',
] satisfies (keyof Collections)[]

/** Keeps one project alone, with all that hangs on it, for another installation. */
export async function exportProject(deps: BackupDeps, project: { id: ProjectId; name: string }): Promise<BackedUp> {
  const keys = await keysOfProject(deps.store, project.id)
  return backUp(deps, { project: project.name, filterOf: rowsOf(keys), without: keptBack })
}

/** What came with a project. */
export interface Moved {
  readonly id: ProjectId
  readonly name: string
  readonly rows: number
  readonly blobs: number
  /** People who were not known here: they have no way to sign in until an admin gives them one. */
  readonly people: readonly string[]
}

/**
 * Brings a project that another installation has exported, under the ids it had. People are known by their ids; those who are not known here come
 * along without password and without rights elsewhere. Nothing of it is there until all of it is.
 */
export async function importProject(deps: RestoreDeps, manifest: BackupManifest): Promise<Moved> {
  const { store, say } = deps
  if (manifest.project === null) throw invalid('This is a whole installation: bring it with `restore`')
  const of = (name: string) => manifest.collections.find((kept) => kept.name === name)
  const projects = store.whole.read<Stored<Project>>(await allRows(deps, of('projects')))
  const own = projects.find(({ blind }) => blind === undefined)
  if (!own || projects.some((one) => one !== own && one.blind?.of !== own._id))
    throw invalid('Expected one project in the backup, with the copies of its raters')
  const keys = await keysIn(deps, manifest, projects)
  await refuseTaken(store, keys)
  const checkOf = ownRowsOf(store, manifest, keys)
  const blobs = await bringBlobs(deps, manifest)
  const leftOf = rowsOf(keys)
  for (const kept of manifest.collections.filter(({ name }) => !VISIBLE.includes(name))) {
    // What an interrupted import of the same project has left: rows that hang on a project which is not there.
    const left = leftOf(kept.name)
    if (left) await store.whole.clear(kept.name, left)
    await bringRows(deps, kept, checkOf(kept.name))
    say(`${kept.rows} rows of ${kept.name}`)
  }
  const name = await freeName(deps, own.name)
  const people = await newPeople(deps, store.whole.read<UserRow>(await allRows(deps, of('users'))), own._id)
  const seen = []
  for (const kept of VISIBLE.filter((one) => one !== 'projects' && one !== 'users')) {
    const rows = await allRows(deps, of(kept))
    checkOf(kept)(rows)
    seen.push({ name: kept, rows, beside: true })
  }
  await store.whole.replaceTogether([
    ...seen,
    { name: 'users', rows: [], beside: true, more: people },
    { name: 'projects', rows: [], beside: true, more: projects.map((one) => (one._id === own._id ? { ...one, name } : one)) },
  ])
  const rows = manifest.collections.reduce((sum, kept) => sum + kept.rows, 0)
  return { id: own._id, name, rows, blobs, people: people.map((person) => person.name) }
}

async function keysIn(
  { repository, store }: RestoreDeps,
  { collections }: BackupManifest,
  projects: readonly Pick<Stored<Project>, '_id'>[],
): Promise<ProjectKeys> {
  const idsOf = async (name: string) => {
    const kept = collections.find((one) => one.name === name)
    const ids: string[] = []
    for await (const part of repository.parts(kept?.tree ?? null))
      for (const { _id } of store.whole.read<{ _id: string }>([...rowsIn(part)])) ids.push(_id)
    return ids
  }
  return {
    projects: projects.map(({ _id }) => _id),
    runs: await idsOf('runs'),
    logged: [...(await idsOf('loggedRuns')), ...(await idsOf('loggedModels'))],
  }
}

async function freeName({ store }: RestoreDeps, wish: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wish : `${wish} (${number})`
    if (!(await store.projects.findOne({ name }))) return name
  }
}

async function newPeople({ store }: RestoreDeps, users: readonly UserRow[], projectId: ProjectId): Promise<UserRow[]> {
  const people: UserRow[] = []
  for (const user of users) {
    const { _id, name, roles } = user
    const known = await store.users.findOne({ _id })
    if (known) continue
    const role: Role | undefined = roles[projectId]
    const named = (await store.users.findOne({ name })) ? nameBeside(name, _id) : name
    const own = (role === undefined ? {} : { [projectId]: role }) as UserRow['roles']
    people.push({ ...user, name: named, admin: false, passwordHash: null, roles: own })
  }
  return people
}

const LAST_DIGITS = -4
const nameBeside = (name: string, id: UserId): string => `${name} (${id.slice(LAST_DIGITS)})`

import { type AssetQuery, type Condition, conditionsOf } from '#shared/asset-query/condition.ts'
import { MYSELF } from '#shared/asset-query/fields.ts'
import { parseQuery } from '#shared/asset-query/parse-query.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { LanguageProblem } from '#shared/logic/tokens.ts'
import { conflict, invalid } from '../errors.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Named } from './asset-check.ts'

/** The images most like one, best first; null where it was not compared yet. */
export type SimilarTo = (
  projectId: ProjectId,
  assetId: AssetId,
  count: number,
) => Promise<readonly { readonly assetId: AssetId }[] | null>

const SIMILAR_SHOWN = 200

export interface QueryDeps {
  readonly store: Pick<Store, 'projects' | 'users'>
  readonly similarTo: SimilarTo
}
interface Asking {
  readonly projectId: ProjectId
  readonly userId: UserId
  readonly now: number
}

/** What a person wrote, read; refused with the place of what cannot be read, and of labels that the project does not have. */
export async function readQuery(
  store: QueryDeps['store'],
  { projectId, now }: Omit<Asking, 'userId'>,
  text: string,
): Promise<AssetQuery> {
  const query = parsed(text, now)
  const labels = conditionsOf(query).filter((each) => each.type === 'label' || each.type === 'count')
  if (labels.length === 0) return query
  const { ontology } = await loadProject(store, projectId)
  const known = new Map(ontology.labels.map(({ name }) => [name.toLowerCase(), name]))
  for (const { label, at } of labels)
    if (!known.has(label.toLowerCase()))
      throw refused(`Expected a label of the project, got "${label}"; there are: ${[...known.values()].join(', ')}`, at)
  return withLabels(query, (label) => known.get(label.toLowerCase()) ?? label)
}

/** What the names in a query stand for. `similar` is the image whose likes come first, where the whole query asks for that. */
export async function namedIn({ store, similarTo }: QueryDeps, { projectId, userId }: Asking, query: AssetQuery): Promise<Named> {
  const conditions = conditionsOf(query)
  const people = new Map<string, string>([[MYSELF, userId]])
  for (const condition of conditions) {
    if (condition.type !== 'person' || people.has(condition.name)) continue
    const found = await store.users.findOne({ name: condition.name }, { projection: { _id: 1 } })
    if (!found) throw refused(`Expected somebody’s name or ${MYSELF}, got "${condition.name}"`, condition.at)
    people.set(condition.name, found._id)
  }
  const alike = new Map<string, string[]>()
  for (const condition of conditions)
    if (condition.type === 'similar')
      alike.set(condition.assetId, await alikeTo(similarTo, projectId, condition.assetId as AssetId))
  return { personOf: (name) => people.get(name) ?? '', alikeTo: (assetId) => alike.get(assetId) ?? [] }
}

/** The image whose likes are asked for, where that holds of all that is asked for. */
export function similarIn(query: AssetQuery): string | null {
  const parts = query?.type === 'all' ? query.of : [query]
  const found = parts.find((part): part is Extract<Condition, { type: 'similar' }> => part?.type === 'similar')
  return found?.assetId ?? null
}

function parsed(text: string, now: number): AssetQuery {
  try {
    return parseQuery(text, now).query
  } catch (error) {
    if (error instanceof LanguageProblem) throw refused(error.message, error.at)
    throw error
  }
}

const refused = (message: string, at: number) => invalid(`${message} (at ${at + 1})`)

function withLabels(query: AssetQuery, nameOf: (label: string) => string): AssetQuery {
  if (query === null) return null
  if (query.type === 'not') return { type: 'not', of: withLabels(query.of, nameOf) ?? query.of }
  if ('of' in query) return { type: query.type, of: query.of.map((each) => withLabels(each, nameOf) ?? each) }
  return query.type === 'label' || query.type === 'count' ? { ...query, label: nameOf(query.label) } : query
}

async function alikeTo(similarTo: SimilarTo, projectId: ProjectId, assetId: AssetId): Promise<string[]> {
  const found = await similarTo(projectId, assetId, SIMILAR_SHOWN)
  if (!found) throw conflict('This image has not been compared with the others yet: try again in a moment')
  return [assetId, ...found.map((each) => each.assetId)]
}

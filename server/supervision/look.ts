import type { AssetId } from '#shared/domain/ids.ts'
import type { FunctionCase, FunctionCaseKind } from '#shared/domain/labeling-function.ts'
import type { Project } from '#shared/domain/project.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import type { VotesRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { nameOfClass } from './function-table.ts'
import { ABSTAIN, voteOf } from './label-models/vote-matrix.ts'
import { problemsOf, type SaidOf } from './problems.ts'
import { readTruth } from './truth.ts'

/** Rows of votes that are looked through at a time. */
const ROWS_AT_A_TIME = 500

type LookStore = Pick<Store, 'labelVotes' | 'assets' | 'annotations'>

/** Images that show what a function does, in no order: where it votes, where another one contradicts it, or where people decided otherwise. */
export async function casesOf(
  store: LookStore,
  project: Project,
  on: VotedOn,
  asked: { readonly name: string; readonly kind: FunctionCaseKind; readonly limit: number },
): Promise<FunctionCase[]> {
  const labels = activeLabels(project.ontology).map(({ name }) => name)
  const truth = await readTruth(store, project.id, on)
  const found: Omit<FunctionCase, 'image'>[] = []
  for (let last: AssetId | null = null; found.length < asked.limit; ) {
    const rows: VotesRow[] = await store.labelVotes
      .find({ projectId: project.id, ...(last !== null && { _id: { $gt: last } }) })
      .sort({ _id: 1 })
      .limit(ROWS_AT_A_TIME)
      .toArray()
    if (rows.length === 0) break
    last = rows.at(-1)?._id ?? null
    found.push(...casesIn(rows, on, labels, truth, asked))
  }
  const shown = found.slice(0, asked.limit)
  const assets = await store.assets
    .find({ _id: { $in: shown.map(({ assetId }) => assetId) } }, { projection: { name: 1 } })
    .toArray()
  const names = new Map(assets.map(({ _id, name }) => [_id, name]))
  return shown.map((one) => ({ ...one, image: names.get(one.assetId) ?? '' }))
}

function casesIn(
  rows: readonly VotesRow[],
  on: VotedOn,
  labels: readonly string[],
  truth: SaidOf,
  { name, kind }: { readonly name: string; readonly kind: FunctionCaseKind },
): Omit<FunctionCase, 'image'>[] {
  const functions = [...new Set(rows.flatMap(({ said }) => said.map((one) => one.name)))].sort()
  const own = functions.indexOf(name)
  if (own < 0) return []
  return problemsOf(on, rows, functions, labels).flatMap((problem) =>
    problem.items.flatMap((item, at) => {
      const vote = voteOf(problem.votes, at, own)
      if (vote === ABSTAIN) return []
      const others = functions.flatMap((other, place) => {
        const said = voteOf(problem.votes, at, place)
        return place === own || said === ABSTAIN ? [] : [{ name: other, says: nameOfClass(problem.classes[said]), said }]
      })
      const known = truth(problem, item)
      const isAsked = {
        votes: true,
        conflicts: others.some(({ said }) => said !== vote),
        wrong: known !== null && known !== vote,
      }[kind]
      if (!isAsked) return []
      return [
        {
          assetId: item.assetId,
          on: item.on,
          says: nameOfClass(problem.classes[vote]),
          others: others.map(({ said: _said, ...other }) => other),
          truth: known === null ? null : nameOfClass(problem.classes[known]),
        },
      ]
    }),
  )
}

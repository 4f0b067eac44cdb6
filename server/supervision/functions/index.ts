import type { FunctionSource } from '#shared/domain/labeling-function.ts'
import { http } from './http.ts'
import { labels } from './labels.ts'
import { model } from './model.ts'
import { names } from './names.ts'
import { rules } from './rules.ts'
import { table } from './table.ts'
import type { Voter, VoterOf, VotingDeps } from './voter.ts'

const voters: { readonly [Type in FunctionSource['type']]: VoterOf<Type> } = { rules, model, table, names, http, labels }

/** Makes a function ready to vote; throws where its source cannot be used. */
export async function voterOf(source: FunctionSource, deps: VotingDeps): Promise<Voter> {
  // The one place where a source meets its kind: TypeScript cannot follow that both carry the same type.
  const make = voters[source.type] as (source: FunctionSource, deps: VotingDeps) => Promise<Voter> | Voter
  return make(source, deps)
}

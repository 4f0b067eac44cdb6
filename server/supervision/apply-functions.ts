import { createHash } from 'node:crypto'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { LabelingFunction } from '#shared/domain/labeling-function.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import { AppError, messageOf } from '../errors.ts'
import type { FunctionVotes } from '../store/collections.ts'
import { voterOf } from './functions/index.ts'
import type { Voter, VotingDeps } from './functions/voter.ts'
import { type AssetInHand, type ReadingDeps, votedAssets } from './voted-assets.ts'

const DIGEST_DIGITS = 24

export interface ApplyDeps extends ReadingDeps, VotingDeps {
  readonly progress: (fraction: number, message: string) => Promise<void>
  readonly signal: AbortSignal
}

/** What an application did: images a function was asked about, those whose votes still held, and why a function could not vote. */
export interface Applied {
  readonly asked: number
  readonly kept: number
  readonly failures: ReadonlyMap<string, string>
}

/**
 * Lets every function vote on every image, and keeps the votes by image. A function is asked again only where it, the image or what is proposed on it
 * is another than when it was asked last. One that fails is asked no more this time, and its earlier votes are taken away.
 */
export async function applyFunctions(deps: ApplyDeps, functions: readonly LabelingFunction[]): Promise<Applied> {
  const { store, project, on, signal } = deps
  const total = await store.assets.countDocuments({ projectId: project.id })
  const failures = new Map<string, string>()
  const ready = new Map<string, Voter>()
  for (const fn of functions) await attempt(fn, async () => void ready.set(fn.name, await voterOf(fn.source, deps)))
  let [asked, kept, seen] = [0, 0, 0]
  for await (const page of votedAssets(deps, project.id, on)) {
    signal.throwIfAborted()
    const said = new Map(page.map((held) => [held, [] as FunctionVotes[]]))
    for (const fn of functions) {
      const digestOf = digests(fn, on)
      const stale: { held: AssetInHand; digest: string }[] = []
      for (const held of page) {
        const digest = digestOf(held)
        const earlier = held.earlier?.said.find(({ name }) => name === fn.name)
        if (earlier?.digest === digest) said.get(held)?.push(earlier)
        else stale.push({ held, digest })
      }
      kept += page.length - stale.length
      const vote = ready.get(fn.name)
      if (!vote || failures.has(fn.name) || stale.length === 0) continue
      await attempt(fn, async () => {
        const votes = await vote(stale.map(({ held }) => held.asset))
        for (const [place, { held, digest }] of stale.entries())
          said.get(held)?.push({ name: fn.name, digest, votes: [...(votes[place] ?? [])] })
        asked += votes.length
      })
    }
    await keepVotes(deps, project.id, said)
    seen += page.length
    await deps.progress(Math.min(1, seen / Math.max(1, total)), `${seen} of ${total} images voted on`)
  }
  return { asked, kept, failures }

  async function attempt({ name }: LabelingFunction, act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AppError)) throw error
      failures.set(name, messageOf(error))
    }
  }
}

/** What a function's votes on an image depend on, as a digest; the function itself, a table of a whole project maybe, is hashed once. */
function digests({ source }: LabelingFunction, on: VotedOn): (held: AssetInHand) => string {
  const asked = JSON.stringify([source, on]).slice(0, -1)
  const before = createHash('sha256').update(`${asked},`)
  return ({ asset: { hash, name, proposals } }) => {
    const seen = JSON.stringify([hash, name, proposals.map(({ id, label, score }) => [id, label, score])])
    return before.copy().update(seen.slice(1)).digest('hex').slice(0, DIGEST_DIGITS)
  }
}

async function keepVotes(
  { store }: Pick<ApplyDeps, 'store'>,
  projectId: ProjectId,
  said: ReadonlyMap<AssetInHand, FunctionVotes[]>,
): Promise<void> {
  const writes = [...said].map(([{ asset, measured }, votes]) => ({
    updateOne: {
      filter: { _id: asset.id },
      update: {
        $set: { projectId, said: votes, ...(measured && { pixels: { hash: asset.hash, facts: measured } }) },
      },
      upsert: true,
    },
  }))
  if (writes.length > 0) await store.labelVotes.bulkWrite(writes, { ordered: false })
}

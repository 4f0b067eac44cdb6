import { createHash } from 'node:crypto'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { LabelingFunction, Vote } from '#shared/domain/labeling-function.ts'
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
      const current = page.filter((held) => earlierVotes(held, fn, on) !== null)
      for (const held of current) said.get(held)?.push(earlierVotes(held, fn, on) as FunctionVotes)
      kept += current.length
      const stale = page.filter((held) => !current.includes(held))
      await attempt(fn, async () => {
        const votes = await ask(fn, stale)
        for (const [place, held] of stale.entries())
          said.get(held)?.push({ name: fn.name, digest: digestOf(fn, held, on), votes: [...(votes[place] ?? [])] })
        asked += votes.length
      })
    }
    await keepVotes(deps, project.id, said)
    seen += page.length
    await deps.progress(Math.min(1, seen / Math.max(1, total)), `${seen} of ${total} images voted on`)
  }
  return { asked, kept, failures }

  async function ask({ name }: LabelingFunction, stale: readonly AssetInHand[]): Promise<Vote[][]> {
    const vote = ready.get(name)
    if (!vote || failures.has(name) || stale.length === 0) return []
    return vote(stale.map(({ asset }) => asset))
  }

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

/** What a function has said of an image as both are now; null where it must be asked. */
function earlierVotes(held: AssetInHand, fn: LabelingFunction, on: VotedOn): FunctionVotes | null {
  const found = held.earlier?.said.find(({ name }) => name === fn.name)
  return found && found.digest === digestOf(fn, held, on) ? found : null
}

function digestOf({ source }: LabelingFunction, { asset }: AssetInHand, on: VotedOn): string {
  const { hash, name, proposals } = asset
  const seen = JSON.stringify([source, on, hash, name, proposals.map(({ id, label, score }) => [id, label, score])])
  return createHash('sha256').update(seen).digest('hex').slice(0, DIGEST_DIGITS)
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

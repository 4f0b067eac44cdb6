import { z } from 'zod'
import type { Vote } from '#shared/domain/labeling-function.ts'
import { activeLabels } from '#shared/ontology.ts'
import { AppError } from '../../errors.ts'
import type { VotedAsset } from '../vote.ts'
import type { VoterOf } from './voter.ts'

/** What a program answers: its votes; images and shapes that it does not name it says nothing of. */
const Answer = z.object({
  votes: z.array(
    z.object({
      asset: z.string(),
      shape: z.string().exactOptional(),
      label: z.string(),
      against: z.boolean().default(false),
    }),
  ),
})

/** A program somewhere else: it is sent images by name and size (with a small JPEG where wanted) and answers with labels. */
export const http: VoterOf<'http'> =
  ({ url, sendsImages }, { on, project, ask, thumbnail }) =>
  async (assets) => {
    const body = {
      project: project.name,
      task: project.task,
      labels: activeLabels(project.ontology).map(({ name }) => name),
      assets: await Promise.all(assets.map(async (asset) => described(asset, sendsImages ? await thumbnail(asset) : null))),
    }
    const read = Answer.safeParse(await ask(url, body))
    if (!read.success) throw new AppError('invalid', `Expected {"votes": [{"asset", "label"}]}: ${z.prettifyError(read.error)}`)
    const { votes } = read.data
    return assets.map(({ id, proposals }): Vote[] =>
      votes.flatMap(({ asset, shape, label, against }): Vote[] => {
        if (asset !== id) return []
        const proposal = proposals.find((one) => one.id === shape)
        if (on === 'shapes') return proposal ? [{ on: proposal.id, label, against }] : []
        return [{ on: null, label, against }]
      }),
    )
  }

const described = ({ id, name, width, height, format, proposals }: VotedAsset, image: Uint8Array | null) => ({
  id,
  name,
  width,
  height,
  format,
  ...(proposals.length > 0 && { shapes: proposals }),
  ...(image && { jpeg: Buffer.from(image).toString('base64') }),
})

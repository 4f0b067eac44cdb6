import { noCounts } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { LoopSettings, type Project } from '#shared/domain/project.ts'
import { createRandom } from '#shared/random.ts'
import { derivedId } from '../derived-id.ts'
import { type AssetRow, toStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

const BITS_32 = 2 ** 32

type BlindStore = Pick<Store, 'projects' | 'assets' | 'users'>

/** The project that holds a person's ratings of a project; always the same one. */
export const blindProjectId = (of: ProjectId, rater: UserId): ProjectId => derivedId('prj', 'blind', of, rater)

/**
 * The project of blind copies in which one person rates the images of another project: theirs alone, with the same labels, on no list, and with a loop that
 * does nothing. Being a project, it has the whole workbench, log and undo, and nobody else has a role in it.
 */
export async function openBlindProject(store: BlindStore, rated: Project, rater: Pick<User, 'id' | 'name'>): Promise<ProjectId> {
  const id = blindProjectId(rated.id, rater.id)
  const blind: Project = {
    id,
    // Names are unique, and people are known by theirs; the id makes sure.
    name: `${rated.name} (ratings of ${rater.name}, ${id.slice(-4)})`.slice(-120),
    task: rated.task,
    ontology: rated.ontology,
    loop: withoutLoop(rated.loop),
    champion: null,
    challenger: null,
    blind: { of: rated.id, rater: rater.id },
    createdAt: Date.now(),
  }
  const { _id, ontology, ...rest } = toStored(blind)
  await store.projects.updateOne({ _id }, { $set: { ontology }, $setOnInsert: rest }, { upsert: true })
  await store.users.updateOne({ _id: rater.id }, { $set: { [`roles.${id}`]: 'annotator' } })
  return id
}

function withoutLoop({ queue }: LoopSettings): LoopSettings {
  const { milestone, age, prelabel, ...rest } = LoopSettings.parse({})
  return {
    ...rest,
    milestone: { ...milestone, enabled: false },
    age: { ...age, enabled: false },
    prelabel: { ...prelabel, enabled: false },
    queue: { ...queue, order: 'random' },
  }
}

/** Gives a rater blind copies of images, those they have already left out: no annotation, no suggestion, and the same bytes. */
export async function copyBlind(store: Pick<Store, 'assets'>, blind: ProjectId, images: readonly AssetRow[]): Promise<void> {
  const writes = images.map((image) => {
    const copy = blindCopy(blind, image)
    return { updateOne: { filter: { _id: copy._id }, update: { $setOnInsert: copy }, upsert: true } }
  })
  if (writes.length > 0) await store.assets.bulkWrite(writes, { ordered: false })
}

/** The copy of an image in a rater's project. */
export const blindCopyId = (blind: ProjectId, image: AssetId): AssetId => derivedId('ast', 'blind', blind, image)

function blindCopy(projectId: ProjectId, image: AssetRow): AssetRow {
  const { hash, name, width, height, bytes, format, values, levels, split, group, order, perceptualHash, thumbnail, pyramid } =
    image
  const _id = blindCopyId(projectId, image._id)
  return {
    _id,
    projectId,
    copyOf: image._id,
    hash,
    name,
    width,
    height,
    bytes,
    format,
    ...(values && { values }),
    ...(levels && { levels }),
    ...(pyramid && { pyramid }),
    split,
    group,
    order,
    perceptualHash,
    thumbnail,
    status: 'new',
    sequence: 0,
    revision: 0,
    counts: noCounts(),
    prelabelledBy: null,
    uncertainty: 0,
    reservedBy: null,
    reservedUntil: 0,
    // The order in which a rater meets the images says nothing of which of them are known.
    lottery: createRandom(Number.parseInt(_id.slice(-8), 16) % BITS_32).next(),
    createdAt: Date.now(),
  }
}

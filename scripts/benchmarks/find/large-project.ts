import { MAKING, termsOf } from '#server/asset-terms.ts'
import type { AssetRow } from '#server/store/collections.ts'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { labelsIn } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { anAssetRow } from '../stored.ts'

const LABELS = ['RBC', 'WBC', 'Platelets', 'Parasite'] as const
const ROWS_AT_A_TIME = 5000
const DAY = 86_400_000
const FIRST_DAY = Date.UTC(2026, 0, 1)
const DAYS = 320
/** Of the images have been approved, wait for a review, have suggestions, are new: in this order of the import. */
const SHARES = [
  ['approved', 0.3],
  ['review', 0.35],
  ['suggested', 0.6],
  ['new', 1],
] as const
const PEOPLE = 12

/** A project of so many images as people and models have left it a third of the way, and the people. Indexes are made after the rows. */
export async function aLargeProject(
  uri: string,
  images: number,
  seed: number,
): Promise<{ store: Store; projectId: ProjectId; people: UserId[] }> {
  const bare = await openStore(uri)
  const { id: projectId } = await createProject(bare, { name: 'A million', task: 'detection', labels: [...LABELS] })
  const people = Array.from({ length: PEOPLE }, (_, index) => `usr_${index}` as UserId)
  await bare.users.insertMany(
    people.map((_id, index) => ({
      _id,
      name: `person${index}`,
      color: '#888888',
      admin: false,
      roles: {},
      createdAt: 0,
      passwordHash: null,
    })),
  )
  await bare.assets.dropIndexes()
  const random = createRandom(seed)
  let rows: AssetRow[] = []
  for (let index = 0; index < images; index++) {
    rows.push(madeUpAsset(projectId, people, index, images, random))
    if (rows.length < ROWS_AT_A_TIME && index < images - 1) continue
    await bare.assets.insertMany(rows, { ordered: false })
    rows = []
  }
  await bare.close()
  return { store: await openStore(uri), projectId, people }
}

function madeUpAsset(projectId: ProjectId, people: readonly UserId[], index: number, images: number, random: Random): AssetRow {
  const share = random.next()
  const status = SHARES.find(([, upTo]) => share < upTo)?.[0] ?? 'new'
  const isDone = status === 'approved' || status === 'review'
  const createdAt = FIRST_DAY + Math.floor((index / images) * DAYS) * DAY
  const approved = status === 'approved' ? countsOf(random) : {}
  const person = people[Math.floor(random.next() ** 2 * people.length)] as UserId
  const measured = {
    brightness: clamped(0.5 + normal(random) * 0.15),
    contrast: clamped(0.2 + normal(random) * 0.05) / 2,
    sharpness: 1 + normal(random) * 0.6,
    colour: clamped(0.3 + normal(random) * 0.1),
    warmth: normal(random) * 0.1,
  }
  const row = anAssetRow(projectId, {
    _id: `ast_${index.toString(16).padStart(24, '0')}` as AssetId,
    name: `slide-${String(Math.floor(index / 500)).padStart(4, '0')}/field_${String(index % 500).padStart(3, '0')}.jpg`,
    hash: index.toString(16).padStart(64, '0'),
    order: index + 1,
    status,
    split: (['train', 'train', 'train', 'validation', 'test'] as const)[index % 5] as AssetRow['split'],
    width: random.next() < 0.9 ? 640 : 1280,
    height: 480,
    bytes: Math.floor(20_000 + random.next() * 200_000),
    sequence: isDone ? 3 : status === 'suggested' ? 1 : 0,
    counts: {
      suggested: status === 'suggested' ? 1 + Math.floor(random.next() * 30) : 0,
      draft: status === 'review' ? 5 : 0,
      approved,
    },
    createdAt,
    uncertainty: random.next(),
    lottery: random.next(),
    rank: index + 1,
    perceptualHash: index.toString(16).padStart(16, '0'),
    measured,
  })
  const work = {
    people: isDone ? [person] : [],
    changedAt: row.sequence > 0 ? createdAt + Math.floor(random.next() * 20) * DAY : null,
    approvedAt: status === 'approved' ? createdAt + Math.floor(random.next() * 20) * DAY : null,
    approvedBy: status === 'approved' ? person : null,
    labels: labelsIn(row.counts),
    leastScore: status === 'suggested' ? 0.2 + random.next() * 0.8 : null,
  }
  return { ...row, work, terms: termsOf(row, work), termed: MAKING }
}

/** Red cells on nearly all, platelets on a third, parasites on one in three thousand. */
function countsOf(random: Random): Record<string, number> {
  const counts: Record<string, number> = { RBC: 1 + Math.floor(random.next() ** 2 * 40) }
  if (random.next() < 0.8) counts.WBC = 1
  if (random.next() < 0.3) counts.Platelets = 1 + Math.floor(random.next() * 4)
  if (random.next() < 1 / 3000) counts.Parasite = 1
  return counts
}

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
const clamped = (share: number): number => Math.min(1, Math.max(0, share))

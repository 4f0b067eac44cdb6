import { expect, test } from 'vitest'
import { joined, jointAt, moved, placed, without } from '#client/components/settings/label-skeleton-draft.ts'
import { COCO_PERSON, SkeletonTemplate } from '#shared/ontology.ts'

const arm: SkeletonTemplate = {
  keypoints: ['shoulder', 'elbow', 'wrist'],
  edges: [
    [0, 1],
    [1, 2],
  ],
  places: [0.1, 0.1, 0.5, 0.5, 0.9, 0.9],
}

test('a joint is put joined to the chosen one, and moved', () => {
  const longer = placed(arm, [0.2, 0.8], 2)
  expect(longer).toMatchObject({ keypoints: ['shoulder', 'elbow', 'wrist', 'joint 4'], edges: [...arm.edges, [2, 3]] })
  expect(jointAt(longer, [0.2, 0.81])).toBe(3)
  expect(jointAt(moved(longer, 3, [0.3, 0.3]), [0.2, 0.8])).toBeNull()
})

test('two joints are joined, and parted whichever comes first', () => {
  expect(joined(arm, 0, 2).edges).toEqual([...arm.edges, [0, 2]])
  expect(joined(arm, 1, 0).edges).toEqual([[1, 2]])
})

test('a joint goes with its lines, and the others keep theirs', () => {
  expect(without(arm, 1)).toEqual({ keypoints: ['shoulder', 'wrist'], edges: [], places: [0.1, 0.1, 0.9, 0.9] })
  expect(without(arm, 0)?.edges).toEqual([[0, 1]])
  expect(without({ keypoints: ['nose'], edges: [], places: [0, 0] }, 0)).toBeNull()
})

test('the person of COCO has seventeen joints in their places and nineteen lines', () => {
  expect(SkeletonTemplate.parse(COCO_PERSON)).toMatchObject({
    keypoints: { length: 17 },
    edges: { length: 19 },
    places: { length: 34 },
  })
})

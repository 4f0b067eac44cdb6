import type { SkeletonTemplate } from './ontology.ts'

/**
 * The seventeen keypoints of a person and their nineteen lines as COCO orders them (cocodataset.org, person_keypoints), counted from 0;
 * standing upright in the drawn box, seen from the front.
 */
export const COCO_PERSON: SkeletonTemplate = {
  keypoints: [
    'nose',
    'left_eye',
    'right_eye',
    'left_ear',
    'right_ear',
    'left_shoulder',
    'right_shoulder',
    'left_elbow',
    'right_elbow',
    'left_wrist',
    'right_wrist',
    'left_hip',
    'right_hip',
    'left_knee',
    'right_knee',
    'left_ankle',
    'right_ankle',
  ],
  edges: [
    [15, 13],
    [13, 11],
    [16, 14],
    [14, 12],
    [11, 12],
    [5, 11],
    [6, 12],
    [5, 6],
    [5, 7],
    [6, 8],
    [7, 9],
    [8, 10],
    [1, 2],
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 4],
    [3, 5],
    [4, 6],
  ],
  places: [
    0.5, 0.08, 0.56, 0.05, 0.44, 0.05, 0.63, 0.07, 0.37, 0.07, 0.72, 0.22, 0.28, 0.22, 0.84, 0.38, 0.16, 0.38, 0.9, 0.52, 0.1,
    0.52, 0.64, 0.52, 0.36, 0.52, 0.66, 0.75, 0.34, 0.75, 0.67, 0.97, 0.33, 0.97,
  ],
}

import type { TaskId } from '#shared/tasks/index.ts'

/** How the output of a network is read, task by task, for whoever computes an exported one without this program. */
export const decodings: Record<TaskId, string> = {
  detection:
    'a map [n, h, w, labels + 4]. The first channels are logits: the sigmoid of one is the score of that label having its centre in this cell. A cell counts where its logit is the highest of its 3 x 3 neighbourhood for that label. The last four are the natural logarithms (read as at most 5) of the distances from the middle of the cell to the left, top, right and bottom side of the box, in cells. The box of a peak is the mean of those that the cells at most 2 away see, weighed by the square of their score, where they share at least half with its own (intersection over union). Of boxes of one label that share that much, the one with the higher score stays.',
  oriented:
    'a map [n, h, w, labels + 8]. The first channels are logits, read as in detection. Then how far the centre is from the middle of the cell, across and down, in cells; the natural logarithms of the longer and the shorter side in cells; the cosine and sine of twice the angle of the longer side (clockwise from the right), and of four times that angle, which tells how nearly square boxes are turned. The box of a peak is the mean of those that the cells at most 2 away see, weighed by the square of their score, where they share at least half with its own (intersection over union). Of boxes of one label that share that much, the one with the higher score stays.',
  segmentation:
    'a map [n, h, w, labels + 3]. The first channels are logits against a 0 for "nothing": the softmax of both gives how much the cell belongs to each label. The sigmoid of the next is how much the cell is the middle of an object; the last two lead from the middle of the cell to the middle of its object, across and down, in units of 8 cells. Every cell that belongs to any label with at least one half goes to the middle (the highest of its 3 x 3 neighbourhood, and at least 0.35 times the surest in the same region of connected cells) in its region that it leads nearest to; outlines run where the probability of belonging crosses one half between cells.',
  keypoints:
    'a map [n, h, w, labels + 4 + 3 * keypoints of all labels]. The first labels + 4 channels say where objects are, as in detection: the box is around the keypoints and somewhat larger. Then one logit for each keypoint, label after label: its sigmoid peaks where the keypoint is. Then two numbers for each: how far it is from the middle of its object, across and down, in units of 8 cells. Each keypoint of an object is the peak that is high and near that place.',
  classification: 'vectors [n, labels]: the softmax of them are the probabilities of the labels; the highest one is the answer.',
  anomaly:
    'a map [n, h, w, 1 + memory + 2]. The distance of a cell from what good images look like is the square root of its first channel plus the least of its memory channels, at least 0. The distance of an image is the mean over the hundredth of its cells (at least 3) that are farthest. The last two channels are the same everywhere: mean and standard deviation of good images. The score of not being good is 1 / (1 + exp(3 - (distance - mean) / deviation)).',
  multilabel: 'vectors [n, labels]: the sigmoid of each is the probability that the image has that label.',
  regression:
    'vectors [n, 2 * labels]: first one number for each label, in standard deviations of the training numbers from their mean (both are with the labels of the card), then the natural logarithm of the variance of each.',
}

import { type BoxPrediction, fuseBoxes } from './fuse-boxes.ts'
import { weightsByFigure } from './member-weights.ts'
import type { TaskFusion, Voice } from './task-fusion.ts'

/** Boxes: weighted boxes fusion, each member by its mAP50. */
export const detection: TaskFusion = {
  learn: (_images, figures) => ({ weights: weightsByFigure(figures), biases: [] }),
  fuse: (voices, { weights }) =>
    fuseBoxes(
      voices.map((voice, member) => {
        const weight = weights[member] ?? 0
        // Who is not trusted at all is not heard: boxes are weighed by score times weight.
        return { predictions: weight > 0 ? boxesOf(voice) : [], weight }
      }),
    ),
}

const boxesOf = (voice: Voice): BoxPrediction[] =>
  voice.flatMap(({ shape, ...rest }) => (shape.kind === 'box' ? [{ ...rest, shape }] : []))

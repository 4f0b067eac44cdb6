import { weightsByFigure } from './member-weights.ts'
import type { TaskFusion, Voice } from './task-fusion.ts'

/** Any number of labels per image: the weighted mean of each label's probabilities (linear opinion pool, Stone 1961), members by their mAP. */
export const multilabel: TaskFusion = {
  learn: (_images, figures) => ({ weights: weightsByFigure(figures), biases: [] }),
  fuse: (voices, { weights }, labels) =>
    voices.every(({ length }) => length === 0)
      ? []
      : labels
          .map((label) => {
            const score = voices.reduce((sum, voice, member) => sum + (weights[member] ?? 0) * scoreOf(voice, label), 0)
            return { label, score, shape: { kind: 'whole' } as const, value: null }
          })
          .sort((a, b) => b.score - a.score),
}

// Of labels that were merged since the surer one.
const scoreOf = (voice: Voice, label: string): number =>
  voice.reduce((best, said) => (said.label === label ? Math.max(best, said.score) : best), 0)

import { learnPool, type Probabilities, poolClasses } from './pool-classes.ts'
import type { TaskFusion, Voice } from './task-fusion.ts'

/** One class per image: the learned pool of the members' probabilities. */
export const classification: TaskFusion = {
  learn(images, figures, labels) {
    const taught = images.flatMap(({ voices, truth }) => {
      const label = labels.indexOf(truth[0]?.label ?? '')
      return label >= 0 && voices.every(({ length }) => length > 0)
        ? [{ label, voices: voices.map((voice) => probabilitiesOf(voice, labels)) }]
        : []
    })
    return learnPool(taught, figures.length, labels.length)
  },
  fuse(voices, pool, labels) {
    if (voices.some(({ length }) => length === 0)) return []
    const pooled = poolClasses(
      pool,
      voices.map((voice) => probabilitiesOf(voice, labels)),
    )
    return labels
      .map((label, place) => ({ label, score: pooled[place] ?? 0, shape: { kind: 'whole' } as const, value: null }))
      .sort((a, b) => b.score - a.score)
  },
}

// Labels that were merged since have their probabilities together.
const probabilitiesOf = (voice: Voice, labels: readonly string[]): Probabilities =>
  labels.map((label) => voice.reduce((sum, said) => (said.label === label ? sum + said.score : sum), 0))

export type TensorflowVariant = 'cuda' | 'cpu'

/** The TensorFlow variants to try, best first: with an NVIDIA card (its driver is loaded, or its tool answers) the one with CUDA. */
export function variantsFor(card: { hasDriver: boolean; answers: boolean }): TensorflowVariant[]

/** Whether the addon in use was made for the processor though there is a card now, and nobody has failed to get the card's libraries yet. */
export function isOutgrown(addon: { linked: string; hasCard: boolean; hasFailed: boolean }): boolean

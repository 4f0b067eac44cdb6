/** The TensorFlow variants to try, best first: with an NVIDIA card (its driver is loaded, or its tool answers) the one with CUDA. */
export function variantsFor({ hasDriver, answers }) {
  return hasDriver || answers ? ['cuda', 'cpu'] : ['cpu']
}

/** Whether the addon in use was made for the processor though there is a card now, and nobody has failed to get the card's libraries yet. */
export function isOutgrown({ linked, hasCard, hasFailed }) {
  return hasCard && !hasFailed && !/-cuda([\\/]|$)/.test(linked)
}

/** Shares of the largest bet that is allowed, of the bettors whose mean capital is the evidence. */
const BETS = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8] as const
/** More than anybody asks for; capital beyond it is not counted on. */
const MOST_CAPITAL = 1e9

/**
 * Evidence against "the mean of these is at most 0", as the capital of bettors who began with 1 and bet on each value being positive. Values
 * come in the order in which they were seen, none below `-least`. If the claim holds, the capital ever reaches c with a probability of 1/c at
 * most, however often it is looked at and whenever one stops (Ville's inequality; Waudby-Smith and Ramdas 2023, arXiv 2010.09686, and Shafer
 * 2021 on testing by betting). Gives the largest capital on the way.
 */
export function evidenceAgainstZero(values: readonly number[], least: number): number {
  const capitals = BETS.map(() => 1)
  let most = 1
  for (const value of values) {
    for (const [bettor, bet] of BETS.entries())
      capitals[bettor] = Math.min(MOST_CAPITAL, (capitals[bettor] as number) * (1 + (bet / least) * value))
    most = Math.max(most, capitals.reduce((sum, capital) => sum + capital, 0) / capitals.length)
  }
  return most
}

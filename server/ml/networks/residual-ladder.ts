import type { Block, networkBuilder } from './network-builder.ts'

type Builder = ReturnType<typeof networkBuilder>

/** Channels on the way down, after the stem: at a quarter, an eighth and a sixteenth of the input. */
const DOWN = [
  { step: 4, channels: 32 },
  { step: 8, channels: 64 },
  { step: 16, channels: 128 },
] as const

/**
 * A residual body from a half to a sixteenth of the input, and the way back up, joined at every step with what was seen there on the way
 * down (Ronneberger et al. 2015). `up` names the channels of the way back: at an eighth, a quarter, and a half where it goes on to there.
 * [n, h, w, 3] -> [n, h / stride, w / stride, the last of `up`].
 */
export function residualLadder(net: Builder, { stem, up }: { stem: number; up: readonly number[] }): Block {
  const first = net.convolution('stem', { from: 3, to: stem, stride: 2 })
  const seen = [{ step: 2, channels: stem }, ...DOWN]
  const down = DOWN.map(({ step, channels }, index) => ({
    halve: net.convolution(`down${step}`, { from: seen[index]?.channels ?? 0, to: channels, stride: 2 }),
    body: net.residual(`body${step}`, channels),
  }))
  let from = seen.at(-1)?.channels ?? 0
  const back = up.map((channels, index) => {
    const beside = seen[seen.length - 2 - index] ?? { step: 1, channels: 0 }
    const rung = {
      raise: net.convolution(`up${beside.step}`, { from, to: channels, size: 1 }),
      side: net.convolution(`side${beside.step}`, { from: beside.channels, to: channels, size: 1 }),
      merge: net.convolution(`merge${beside.step}`, { from: channels, to: channels }),
    }
    from = channels
    return rung
  })
  return (pass, images) => {
    const maps = [first(pass, images)]
    for (const { halve, body } of down) maps.push(body(pass, halve(pass, maps.at(-1) as typeof images)))
    return back.reduce(
      (coarse, { raise, side, merge }, index) => {
        const fine = maps[maps.length - 2 - index] as typeof images
        return merge(pass, pass.add(pass.enlarge(raise(pass, coarse), 2, 'nearest'), side(pass, fine)))
      },
      maps.at(-1) as typeof images,
    )
  }
}

import type { Desk } from './desk.ts'
import { drawActs, takeTool } from './draw-acts.ts'

/** The tools that find shapes in the image. */
export const smartActs = {
  takeCutOut: (desk: Desk) => takeTool(desk, 'cut-out'),
  takeRegion: (desk: Desk) => takeTool(desk, 'region'),
  takeScissors: (desk: Desk) => takeTool(desk, 'scissors'),
  takeWand: (desk: Desk) => takeTool(desk, 'wand'),
  findSimilar(desk: Desk) {
    if (desk.ui.getState().tool === 'similar') return drawActs.select(desk)
    takeTool(desk, 'similar')
  },
} as const

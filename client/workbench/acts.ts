import { videoActs } from '../videos/video-acts.ts'
import { arrangeActs } from './arrange-acts.ts'
import { attributeActs } from './attributes/attribute-acts.ts'
import { copyActs } from './copy-acts.ts'
import type { Desk } from './desk.ts'
import { drawActs } from './draw-acts.ts'
import { editActs } from './edit-acts.ts'
import type { ActionId } from './keymap.ts'
import { labelActs } from './labels/label-acts.ts'
import { maskActs } from './mask-acts.ts'
import { pageActs } from './page-acts.ts'
import { reviewActs } from './review-acts.ts'
import { shapeActs } from './shape-acts.ts'
import { smartActs } from './smart-acts.ts'
import { suggestActs } from './suggest-acts.ts'
import { sweepActs } from './sweep-acts.ts'
import { togetherActs } from './together-acts.ts'
import { viewActs } from './view-acts.ts'

/** What a key (or the button that stands for it) does; `key` as pressed, for those that mean several. */
export type Act = (desk: Desk, key: string) => void

/** Every action of the keymap. */
export const acts: Record<ActionId, Act> = {
  ...drawActs,
  ...editActs,
  ...arrangeActs,
  ...shapeActs,
  ...maskActs,
  ...reviewActs,
  ...sweepActs,
  ...suggestActs,
  ...smartActs,
  ...copyActs,
  ...attributeActs,
  ...labelActs,
  ...togetherActs,
  ...pageActs,
  ...viewActs,
  ...videoActs,
}

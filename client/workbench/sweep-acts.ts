import { isVisible } from '#shared/domain/annotation.ts'
import { type Bounds, bounds } from '#shared/shapes/index.ts'
import { FOCUS_SHARE } from '../canvas/viewport.ts'
import { t } from '../i18n.ts'
import { type Desk, say, stateOf } from './desk.ts'
import { rememberSwept, sweepUnderWay } from './sweep-state.ts'
import { sweepTiles } from './sweep-tiles.ts'

/** Looking for what nobody and no model has found: the image tile by tile, none left out. */
export const sweepActs = {
  sweep(desk: Desk) {
    const state = stateOf(desk)
    if (!state) return
    const objects = [...state.annotations.values()].filter(isVisible).flatMap(({ shape }) => bounds(shape) ?? [])
    const tiles = sweepTiles(desk.asset, objects)
    desk.ui.setState({ mode: 'sweep', selection: [], note: null })
    lookAt(desk, tiles, 0)
  },
  nextTile: (desk: Desk) => step(desk, 1),
  previousTile: (desk: Desk) => step(desk, -1),
  endSweep(desk: Desk) {
    if (!desk.stage?.cancel()) end(desk, null)
  },
} as const

function step(desk: Desk, by: 1 | -1) {
  const { sweep } = sweepUnderWay.getState()
  if (!sweep || sweep.assetId !== desk.asset.id) return sweepActs.sweep(desk)
  const at = Math.max(0, sweep.at + by)
  if (at < sweep.tiles.length) return lookAt(desk, sweep.tiles, at)
  rememberSwept(desk.asset.id)
  end(
    desk,
    desk.mayReview ? t('All of the image was looked over: Shift+Enter approves it.') : t('All of the image was looked over.'),
  )
}

function lookAt(desk: Desk, tiles: readonly Bounds[], at: number) {
  sweepUnderWay.setState({ sweep: { assetId: desk.asset.id, tiles, at } })
  const tile = tiles[at]
  if (tile) desk.stage?.goTo({ kind: 'box', ...middleOf(tile) })
}

function end(desk: Desk, note: string | null) {
  sweepUnderWay.setState({ sweep: null })
  desk.ui.setState({ mode: 'free' })
  desk.stage?.goBack()
  say(desk, note)
}

// The stage shows a shape with its surroundings: here the surroundings are what is meant.
const middleOf = ({ x, y, width, height }: Bounds): Bounds => ({
  x: x + (width * (1 - FOCUS_SHARE)) / 2,
  y: y + (height * (1 - FOCUS_SHARE)) / 2,
  width: width * FOCUS_SHARE,
  height: height * FOCUS_SHARE,
})

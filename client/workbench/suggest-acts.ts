import { sentenceOf } from '../api-error.ts'
import type { Pixels } from '../canvas/tools/tool.ts'
import { fileValues } from '../champion/file-values.ts'
import { tabChampion } from '../champion/tab-champion.ts'
import { plural, t } from '../i18n.ts'
import { type Desk, isLocked, say, stateOf } from './desk.ts'
import { suggestedHere } from './suggested-here.ts'
import { suggestingState } from './suggesting-state.ts'

/** While an image loads: looked for so often, and for so long. */
const LOOK_AGAIN_MS = 100
const PATIENCE_MS = 30_000

/** Suggestions by the champion in this browser: without a connection, or before the server has come to the image. */
export const suggestActs = {
  suggestHere(desk: Desk) {
    void look(desk)
  },
} as const

async function look(desk: Desk): Promise<void> {
  const { project, asset } = desk
  const { id: projectId, champion } = project
  if (stateOf(desk) === null || isLocked(desk) || suggestingState.getState().assetId !== null) return
  if (champion === null) return say(desk, t('This project has no model yet: once one is trained, it suggests.'))
  suggestingState.setState({ assetId: asset.id })
  // Whoever has gone on to another image gets nothing behind their back.
  const isHere = () => suggestingState.getState().assetId === asset.id
  say(desk, t('Model {{version}} is being made ready …', { version: champion }))
  try {
    const shown = await pixelsOf(desk, isHere)
    if (!shown) return isHere() ? say(desk, t('The image is still loading: try again in a moment.')) : undefined
    const range = shownRange(desk)
    const pixels = range ? fileValues(shown, range) : shown
    const picture = { image: { width: asset.width, height: asset.height }, pixels }
    const sight = await tabChampion.look({ projectId, version: champion }, picture, () => {
      if (isHere()) say(desk, t('Model {{version}} looks at the image …', { version: champion }))
    })
    const state = stateOf(desk)
    if (!state || !isHere()) return
    const { changes, fresh } = suggestedHere(project, state, sight)
    desk.annotations.change(changes)
    say(desk, saidOf(sight.model.version, fresh))
  } catch (error) {
    if (isHere()) say(desk, sentenceOf(error))
  } finally {
    if (isHere()) suggestingState.setState({ assetId: null })
  }
}

/** What is seen once all of it is there: who asks while the image loads need not ask twice. Null where it does not come, or is not awaited any more. */
async function pixelsOf({ stage }: Desk, isAwaited: () => boolean): Promise<Pixels | null> {
  for (let waited = 0; waited < PATIENCE_MS && isAwaited(); waited += LOOK_AGAIN_MS) {
    const shown = stage?.pixels()
    if (shown) return shown
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
  return null
}

/** The values that are shown as black and white; null for an image of eight bits. */
function shownRange({ asset, ui }: Desk): readonly [number, number] | null {
  const { window } = ui.getState().adjustments
  if (!asset.values || !window) return asset.values ?? null
  return [window.level - window.width / 2, window.level + window.width / 2]
}

const saidOf = (version: number, fresh: number): string =>
  fresh === 0
    ? t('Model {{version}} sees nothing here that it is sure of and that is not there yet.', { version })
    : plural(fresh, 'Model {{version}} suggests one thing here.', 'Model {{version}} suggests {{count}} here.', { version })

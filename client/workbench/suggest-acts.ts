import { sentenceOf } from '../api-error.ts'
import { fileValues } from '../champion/file-values.ts'
import { tabChampion } from '../champion/tab-champion.ts'
import { plural, t } from '../i18n.ts'
import { type Desk, isLocked, say, stateOf } from './desk.ts'
import { suggestedHere } from './suggested-here.ts'
import { suggestingState } from './suggesting-state.ts'

/** Suggestions by the champion in this browser: without a connection, or before the server has come to the image. */
export const suggestActs = {
  suggestHere(desk: Desk) {
    void look(desk)
  },
} as const

async function look(desk: Desk): Promise<void> {
  const { project, asset, stage } = desk
  const { id: projectId, champion } = project
  if (stateOf(desk) === null || isLocked(desk) || suggestingState.getState().assetId !== null) return
  if (champion === null) return say(desk, t('This project has no model yet: once one is trained, it suggests.'))
  const shown = stage?.pixels()
  if (!shown) return say(desk, t('The image is still loading: try again in a moment.'))
  suggestingState.setState({ assetId: asset.id })
  // Whoever has gone on to another image gets nothing behind their back.
  const isHere = () => suggestingState.getState().assetId === asset.id
  say(desk, t('Model {{version}} is being made ready …', { version: champion }))
  try {
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

import type { ArmFigures, DeploymentMode, Standing } from '#shared/domain/deployment.ts'
import { evidenceAgainstZero } from './betting.ts'

/** What became of one image's suggestions once people had decided on it. */
export interface DecidedImage {
  readonly arm: 'champion' | 'challenger'
  readonly suggestions: number
  readonly corrected: number
  readonly missed: number
}

/** A canary that is no worse returns with this probability at most, and one that is worse by the margin stays with this. */
const ERROR_SHARE = 0.05
/** How much more of its objects a challenger may have corrected and still count as no worse. */
const MARGIN = 0.05
/** A share of an image's objects lies between 0 and 1, the difference of two between -1 and 1. */
const LARGEST_DIFFERENCE = 1

/**
 * Two models by what people had to do on the images they decided on, in that order. The unit is an image: what is decided inside one hangs
 * together, images do not. Each image of the challenger is held against the mean of the champion's that were decided since the last one.
 * In a share either side is shown at half the error share, since both are looked for.
 */
export function standingOf(images: readonly DecidedImage[], mode: DeploymentMode): Standing {
  const differences = differencesOf(images)
  const isCanary = mode === 'canary'
  const margin = isCanary ? MARGIN : 0
  return {
    champion: figuresOf(images.filter(({ arm }) => arm === 'champion')),
    challenger: figuresOf(images.filter(({ arm }) => arm === 'challenger')),
    worse: evidenceAgainstZero(differences, LARGEST_DIFFERENCE),
    good: evidenceAgainstZero(
      differences.map((difference) => margin - difference),
      LARGEST_DIFFERENCE - margin,
    ),
    needed: isCanary ? 1 / ERROR_SHARE : 2 / ERROR_SHARE,
  }
}

/** What a standing shows, if anything: worse goes first. */
export function shownBy({ worse, good, needed }: Standing): 'worse' | 'good' | null {
  if (worse >= needed) return 'worse'
  return good >= needed ? 'good' : null
}

/** The share of an image's objects that people had to correct or to draw; nothing suggested and nothing there is all right. */
function shareOf({ suggestions, corrected, missed }: DecidedImage): number {
  const objects = suggestions + missed
  return objects === 0 ? 0 : (corrected + missed) / objects
}

function differencesOf(images: readonly DecidedImage[]): number[] {
  const differences: number[] = []
  const waiting: number[] = []
  let since: number[] = []
  for (const image of images) {
    if (image.arm === 'champion') since.push(shareOf(image))
    else waiting.push(shareOf(image))
    if (since.length === 0 || waiting.length === 0) continue
    differences.push((waiting.shift() as number) - meanOf(since))
    since = []
  }
  return differences
}

function figuresOf(images: readonly DecidedImage[]): ArmFigures {
  return {
    images: images.length,
    suggestions: total(images.map(({ suggestions }) => suggestions)),
    corrected: total(images.map(({ corrected }) => corrected)),
    missed: total(images.map(({ missed }) => missed)),
    rate: images.length > 0 ? meanOf(images.map(shareOf)) : null,
  }
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const meanOf = (values: readonly number[]): number => total(values) / values.length

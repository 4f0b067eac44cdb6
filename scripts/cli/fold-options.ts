import type { Command } from 'commander'
import { wholeNumber } from './command.ts'

/** Which fold of a version is meant. */
export const foldOptions = (command: Command): Command =>
  command
    .option('--fold <number>', 'as this fold (from 0) sees it: it validates, the others are learned from', wholeNumber(0))
    .option('--folds <count>', 'of so many', wholeNumber(2), 5)
    .option('--seed <number>', 'another seed, other folds', wholeNumber(0), 0)

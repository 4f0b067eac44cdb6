import { join } from 'node:path'
import type { Run } from '#shared/domain/training.ts'

/** Where the event files of all projects lie, a folder for each. */
export const eventsFolders = (dataFolder: string): string => join(dataFolder, 'tensorboard')

/** Where those of one run do; TensorBoard calls the run by its folder. */
export const eventsFolder = (dataFolder: string, { projectId, number }: Pick<Run, 'projectId' | 'number'>): string =>
  join(eventsFolders(dataFolder), projectId, `run-${number}`)

import { join } from 'node:path'
import type { RunId } from '#shared/domain/ids.ts'
import type { Config } from '../config.ts'

type Place = Pick<Config, 'dataFolder'>

/** Where runs keep what they have learned so far, on the worker that trains them. */
export const workFolders = ({ dataFolder }: Place): string => join(dataFolder, 'work', 'runs')

/** Where one of them does. */
export const workFolderOf = (place: Place, runId: RunId): string => join(workFolders(place), runId)

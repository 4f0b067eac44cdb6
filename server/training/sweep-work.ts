import { readdir, rm } from 'node:fs/promises'
import type { RunId } from '#shared/domain/ids.ts'
import { isOpenStudy } from '#shared/domain/study.ts'
import { isActiveRun } from '#shared/domain/training.ts'
import type { Config } from '../config.ts'
import type { Store } from '../store/store.ts'
import { workFolderOf, workFolders } from './work-folder.ts'

interface SweepDeps {
  readonly store: Pick<Store, 'runs' | 'studies'>
  readonly config: Pick<Config, 'dataFolder'>
}

/**
 * Takes away what runs that have ended keep on this machine: checkpoints of those that were cancelled or failed, or whose project is gone. The
 * runs of a study keep theirs until it has ended. Called at start-up and now and then.
 */
export async function sweepWork({ store, config }: SweepDeps): Promise<void> {
  for (const name of await readdir(workFolders(config)).catch(() => [])) {
    const run = await store.runs.findOne({ _id: name as RunId })
    const study = run?.trial && (await store.studies.findOne({ _id: run.trial.studyId }))
    const isKept = run && (isActiveRun(run) || (study && isOpenStudy(study)))
    if (!isKept) await rm(workFolderOf(config, name as RunId), { recursive: true, force: true })
  }
}

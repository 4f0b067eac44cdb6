import { z } from 'zod'
import type { ImportId } from '#shared/domain/ids.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import type { Config } from '../config.ts'
import { derivedId } from '../derived-id.ts'
import { type JobHandler, SkipJob } from '../jobs/runner.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { findConnected, loadConnection } from './connections.ts'
import { type ImportJobDeps, remembered, reporting } from './import-job.ts'
import { importTree } from './import-tree.ts'
import { projectIdOf } from './job-project.ts'
import { takenFiles } from './taken-files.ts'

const Payload = z.object({ name: z.string(), dryRun: z.boolean().default(false) })

export interface TakeDeps extends Omit<ImportJobDeps, 'config' | 'store'> {
  readonly store: ImportJobDeps['store'] & Pick<Store, 'connections' | 'takenFiles'>
  readonly config: ImportJobDeps['config'] & Pick<Config, 'egress' | 'folders'>
}

/** Takes what is new at a connection's place; its result is an ImportReport. What came before is known by its content. */
export function takeJob(deps: TakeDeps): JobHandler {
  const { store, config } = deps
  return async (context) => {
    const { name, dryRun } = Payload.parse(context.job.payload)
    const project = await loadProject(store, projectIdOf(context.job))
    const row = await loadConnection(store, project.id, name)
    await context.progress(null, `Looking at ${name}`)
    const taken = takenFiles(deps, row)
    const { tree, state, isWhole } = await findConnected(config, row, { signal: context.signal, taken })
    try {
      if (!dryRun && state === row.state) throw new SkipJob(`Nothing has changed at ${name}`)
      const importId = derivedId<ImportId>('imp', context.job._id)
      const options = ImportOptions.parse({ ...row.options, dryRun })
      const run = () => importTree(deps, { tree, project, importId, options, ...reporting(context) })
      if (dryRun) return await run()
      const report = await remembered(
        deps,
        context,
        {
          importId,
          userId: null,
          sentence: ({ assets, annotations }) => `${assets} images and ${annotations} annotations taken from ${name}`,
        },
        run,
      )
      // What could not be fetched this time is tried again the next.
      const same = { _id: row._id, place: row.place, options: row.options }
      await store.connections.updateOne(same, { $set: { state: isWhole() ? state : null } })
      return report
    } finally {
      await tree.close()
    }
  }
}

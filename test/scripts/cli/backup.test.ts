import { expect, test } from 'vitest'
import { livesOn, mongodFiles, readRecord } from '#server/store/mongod-files.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { runCommand } from '../../support/run-command.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A database of its own takes its while to start. */
const OWN_DATABASE_LIMIT_MS = 60_000

describeWithMongo('a backup on the command line', () => {
  const backup = (dataFolder: string, environment: NodeJS.ProcessEnv) =>
    runCommand(['backup', temporaryFolder()], { LABELLOOP_DATA: dataFolder, LABELLOOP_BLOBS: 'nowhere', ...environment })

  test('that cannot reach the images says so and ends', async () => {
    const { code, stderr } = await backup(temporaryFolder(), { MONGODB_URI: testDatabase().uri })
    expect(code).toBe(1)
    expect(stderr).toContain('"nowhere"')
  })

  test(
    'that cannot go on ends the database which it has started',
    async () => {
      const dataFolder = temporaryFolder()
      expect((await backup(dataFolder, { MONGODB_URI: undefined })).code).toBe(1)
      const record = readRecord(mongodFiles(dataFolder))
      if (!record) throw new Error('Expected the record of a database that was started')
      expect(livesOn(record)).toBe(false)
    },
    OWN_DATABASE_LIMIT_MS,
  )
})

import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '#server/store/store.ts'
import { createAuthentication } from '#server/users/authenticate.ts'
import { ensureLocalAdmin, ensureLocalToken, refuseOpenHost } from '#server/users/local-admin.ts'
import { hashPassword } from '#server/users/passwords.ts'
import { createUser } from '#server/users/user-records.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const PERMISSIONS = 0o777
const OWNER_ONLY = 0o600

describeWithMongo('a new installation', () => {
  let store: Store
  beforeEach(async () => {
    store = await openStore(testDatabase().uri)
  })
  afterEach(() => store.close())

  test('has one admin, however many servers start at once', async () => {
    const admins = await Promise.all([ensureLocalAdmin(store), ensureLocalAdmin(store), ensureLocalAdmin(store)])
    expect(new Set(admins.map(({ id }) => id)).size).toBe(1)
    expect(await store.users.countDocuments()).toBe(1)
  })

  test('leaves the command line of this machine a token that only its owner reads, and keeps it', async () => {
    const dataFolder = temporaryFolder()
    const token = await ensureLocalToken({ dataFolder, store })
    expect(statSync(join(dataFolder, 'token')).mode & PERMISSIONS).toBe(OWNER_ONLY)
    expect(await ensureLocalToken({ dataFolder, store })).toBe(token)
    const authentication = createAuthentication({ store })
    expect(await authentication.ofSocket({ headers: {}, token })).toMatchObject({ user: { admin: true } })
  })

  test('replaces a token file that belongs to another database', async () => {
    const dataFolder = temporaryFolder()
    writeFileSync(join(dataFolder, 'token'), 'of another database')
    const token = await ensureLocalToken({ dataFolder, store })
    expect(token).not.toBe('of another database')
    expect(await ensureLocalToken({ dataFolder, store })).toBe(token)
  })

  test('serves only this machine until somebody has a password', async () => {
    await ensureLocalAdmin(store)
    await refuseOpenHost({ config: { host: '127.0.0.1' }, store })
    await refuseOpenHost({ config: { host: 'localhost' }, store })
    for (const host of ['0.0.0.0', '::', '192.168.1.5'])
      await expect(refuseOpenHost({ config: { host }, store })).rejects.toThrow(/Expected somebody with a password/)
    await createUser(store, { name: 'Ada', admin: true, roles: {}, passwordHash: await hashPassword('long enough') })
    await refuseOpenHost({ config: { host: '0.0.0.0' }, store })
  })
})

import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { User } from '#shared/domain/people.ts'
import type { Config } from '../config.ts'
import { AppError, invalid } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { createSecret, findSecret } from './secrets.ts'
import { createUser, toUser } from './user-records.ts'

const OWNER_ONLY = 0o600
const LOCAL_ADMIN = 'admin'
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/

/** The admin of a new installation, made at its first start; later the first admin there is. */
export async function ensureLocalAdmin(store: Pick<Store, 'users'>): Promise<User> {
  const existing = await firstAdmin(store)
  if (existing) return existing
  try {
    return await createUser(store, { name: LOCAL_ADMIN, passwordHash: null, admin: true, roles: {} })
  } catch (error) {
    // Another server of the same database was quicker.
    const winner = error instanceof AppError && error.code === 'conflict' ? await firstAdmin(store) : null
    if (!winner) throw error
    return winner
  }
}

/** The file through which the command line on this machine signs in: `token` in the data folder, an API token of the admin. */
export async function ensureLocalToken({
  dataFolder,
  store,
}: {
  dataFolder: string
  store: Pick<Store, 'users' | 'secrets'>
}): Promise<string> {
  const file = join(dataFolder, 'token')
  const kept = await readFile(file, 'utf8').catch(() => '')
  const known = kept.trim() === '' ? null : await findSecret(store, kept.trim())
  if (known && (await store.users.findOne({ _id: known.userId, admin: true }))) {
    await chmod(file, OWNER_ONLY)
    return kept.trim()
  }
  const admin = await ensureLocalAdmin(store)
  const { secret } = await createSecret(store, { userId: admin.id, kind: 'api', name: 'command line on this machine' })
  await mkdir(dataFolder, { recursive: true })
  await writeFile(`${file}.new`, `${secret}\n`, { mode: OWNER_ONLY })
  await rename(`${file}.new`, file)
  return secret
}

/** Throws where strangers could reach a server whose only guard is this machine's own sign-in link. */
export async function refuseOpenHost({
  config,
  store,
}: {
  config: Pick<Config, 'host'>
  store: Pick<Store, 'users'>
}): Promise<void> {
  if (LOOPBACK.test(config.host)) return
  if (await store.users.findOne({ passwordHash: { $type: 'string' } })) return
  throw invalid(
    `Expected somebody with a password before serving others on ${config.host}: start without LABELLOOP_HOST, set a password, start again`,
  )
}

async function firstAdmin(store: Pick<Store, 'users'>): Promise<User | null> {
  const row = await store.users.findOne({ admin: true }, { sort: { createdAt: 1 } })
  return row && toUser(row)
}

import { once } from 'node:events'
import type { Server } from 'node:http'
import express from 'express'
import request from 'supertest'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLog } from '#server/log.ts'
import { problemHandler } from '#server/problem.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { createAuthentication } from '#server/users/authenticate.ts'
import { limitSignIn } from '#server/users/limit-sign-in.ts'
import { ensureLocalAdmin } from '#server/users/local-admin.ts'
import { mountPeople } from '#server/users/people-routes.ts'
import { createOneTimeToken, createSecret } from '#server/users/secrets.ts'
import { mounting } from '#server/wire/mount.ts'
import { sameOriginOnly } from '#server/wire/same-origin.ts'
import type { ProjectId, UserId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

const PASSWORD = 'correct horse battery'
const { people } = routes

describeWithMongo('people over HTTP', () => {
  let store: Store
  let server: Server
  let admin: { id: UserId; bearer: string }
  let projectId: ProjectId

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    const { id } = await ensureLocalAdmin(store)
    const { secret } = await createSecret(store, { userId: id, kind: 'api', name: 'test' })
    admin = { id, bearer: `Bearer ${secret}` }
    projectId = await aStoredProject(store)
  })
  beforeEach(async () => {
    const authentication = createAuthentication({ store })
    const app = express()
    app.use(sameOriginOnly)
    app.post('/api/session', limitSignIn())
    app.use(express.json())
    const router = express.Router()
    mountPeople(mounting(router, authentication.ofRequest), { store, authentication })
    app.use(router)
    app.use(problemHandler(createLog('test', 'silent')))
    server = app.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => void server.close())
  afterAll(() => store.close())

  const asAdmin = (method: 'get' | 'post' | 'put' | 'delete', path: string) =>
    request(server)[method](path).set('Authorization', admin.bearer)
  const cookieOf = (response: request.Response): string => String(response.headers['set-cookie']).split(';')[0] ?? ''
  const signIn = (body: object) => request(server).post('/api/session').send(body)
  let named = 0
  async function addPerson(body: object = {}): Promise<{ id: UserId; name: string; signInUrl: string | null }> {
    const name = `person ${++named}`
    const { body: answer } = await asAdmin('post', '/api/users')
      .send({ name, ...body })
      .expect(200)
    return { id: answer.user.id, name, signInUrl: answer.signInUrl }
  }

  test('the link of the printed address signs in once, for thirty days, by a cookie scripts cannot read', async () => {
    const token = await createOneTimeToken(store, admin.id)
    const first = await signIn({ token }).expect(200)
    expect(String(first.headers['set-cookie'])).toMatch(
      /^labelloop_\d+=[\w-]{43}; Max-Age=2592000; Path=\/;.*HttpOnly; SameSite=Strict/,
    )
    const me = await request(server).get('/api/session').set('Cookie', cookieOf(first)).expect(200)
    expect(me.body).toMatchObject({ id: admin.id, admin: true })
    await signIn({ token }).expect(401)
  })

  test('a link that is too old signs nobody in', async () => {
    const token = await createOneTimeToken(store, admin.id)
    await store.secrets.updateMany({ kind: 'once' }, { $set: { expiresAt: new Date(Date.now() - 1) } })
    await signIn({ token }).expect(401)
  })

  test('name and password sign in; a wrong name and a wrong password get the same answer', async () => {
    const { name } = await addPerson({ password: PASSWORD })
    await signIn({ name, password: PASSWORD }).expect(200)
    const wrongPassword = await signIn({ name, password: 'wrong' }).expect(401)
    const wrongName = await signIn({ name: 'nobody', password: PASSWORD }).expect(401)
    expect(wrongPassword.body.detail).toBe(wrongName.body.detail)
    const nameless = await addPerson()
    await signIn({ name: nameless.name, password: '' }).expect(401)
  })

  test('no answer and no database row holds a password or a secret in the clear', async () => {
    const { id, name } = await addPerson({ password: PASSWORD })
    const response = await signIn({ name, password: PASSWORD }).expect(200)
    const secret = cookieOf(response).split('=')[1] ?? ''
    expect(response.body).not.toHaveProperty('passwordHash')
    const rows = [await store.users.findOne({ _id: id }), ...(await store.secrets.find({ userId: id }).toArray())]
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(JSON.stringify(rows)).not.toContain(PASSWORD)
    expect(rows[0]).toMatchObject({ passwordHash: expect.stringMatching(/^\$argon2id\$/) })
  })

  test('two instances on one machine keep their sessions apart, though browsers share cookies between ports', async () => {
    const signedIn = async (host: string) =>
      cookieOf(await signIn({ token: await createOneTimeToken(store, admin.id) }).set('Host', host))
    const [one, two, proxied] = [
      await signedIn('localhost:8080'),
      await signedIn('localhost:8081'),
      await signedIn('labels.example'),
    ]
    const jar = [one, two, proxied].join('; ')
    expect(jar).toMatch(/^labelloop_8080=\S+; labelloop_8081=\S+; labelloop=\S+$/)
    await request(server).delete('/api/session').set({ Host: 'localhost:8081', Cookie: jar }).expect(200)
    await request(server).get('/api/session').set({ Host: 'localhost:8081', Cookie: jar }).expect(401)
    await request(server).get('/api/session').set({ Host: 'localhost:8080', Cookie: jar }).expect(200)
    await request(server).get('/api/session').set({ Host: 'labels.example', Cookie: jar }).expect(200)
  })

  test('signing out ends the session at once', async () => {
    const cookie = cookieOf(await signIn({ token: await createOneTimeToken(store, admin.id) }))
    await request(server).get('/api/session').set('Cookie', cookie).expect(200)
    await request(server).delete('/api/session').set('Cookie', cookie).expect(200)
    await request(server).get('/api/session').set('Cookie', cookie).expect(401)
  })

  test('a new password signs out every other browser', async () => {
    const { name } = await addPerson({ password: PASSWORD })
    const [mine, other] = [
      cookieOf(await signIn({ name, password: PASSWORD })),
      cookieOf(await signIn({ name, password: PASSWORD })),
    ]
    await request(server).put('/api/session/password').set('Cookie', mine).send({ password: 'another long one' }).expect(200)
    await request(server).get('/api/session').set('Cookie', mine).expect(200)
    await request(server).get('/api/session').set('Cookie', other).expect(401)
    await signIn({ name, password: PASSWORD }).expect(401)
    await signIn({ name, password: 'another long one' }).expect(200)
  })

  test('somebody added without a password gets a link; the role given holds in every project', async () => {
    const person = await addPerson({ role: 'reviewer' })
    const token = new URL(person.signInUrl ?? '').searchParams.get('token')
    const response = await signIn({ token }).expect(200)
    expect(response.body).toMatchObject({ id: person.id, roles: { [projectId]: 'reviewer' } })
  })

  test('a name can be taken once, and a role only in a project that exists', async () => {
    const { name } = await addPerson()
    await asAdmin('post', '/api/users').send({ name }).expect(409)
    await asAdmin('post', '/api/users')
      .send({ name: 'lost', roles: { prj_none: 'annotator' } })
      .expect(404)
    await asAdmin('put', `/api/projects/prj_none/people/${admin.id}`).send({ role: 'annotator' }).expect(404)
    await asAdmin('put', `/api/projects/${projectId}/people/usr_none`).send({ role: 'annotator' }).expect(404)
  })

  test('a manager gives and takes roles in their own project, and it is written down', async () => {
    const manager = await aStoredPerson(store, projectId, 'manager')
    const { id } = await addPerson()
    const give = (project: string, role: string | null) =>
      request(server).put(`/api/projects/${project}/people/${id}`).set('Authorization', `Bearer ${manager.token}`).send({ role })
    expect((await give(projectId, 'annotator').expect(200)).body.roles).toEqual({ [projectId]: 'annotator' })
    expect((await give(projectId, null).expect(200)).body.roles).toEqual({})
    await give(await aStoredProject(store), 'annotator').expect(403)
    expect(await store.decisions.countDocuments({ projectId, type: 'role', userId: manager.id })).toBe(2)
  })

  test('a removed person is out at once, and the last admin cannot be removed', async () => {
    const person = await aStoredPerson(store, projectId, 'annotator')
    const asThem = () => request(server).get('/api/session').set('Authorization', `Bearer ${person.token}`)
    await asThem().expect(200)
    await asAdmin('delete', `/api/users/${person.id}`).expect(200)
    await asThem().expect(401)
    await asAdmin('delete', `/api/users/${admin.id}`).expect(400)
  })

  test('an API token works until it is revoked, and shows its secret once', async () => {
    const person = await aStoredPerson(store, projectId, 'annotator')
    const bearer = `Bearer ${person.token}`
    const made = await request(server).post('/api/tokens').set('Authorization', bearer).send({ name: 'robot' }).expect(200)
    const robot = `Bearer ${made.body.secret}`
    const listed = await request(server).get('/api/tokens').set('Authorization', robot).expect(200)
    expect(listed.body.map((token: { name: string }) => token.name)).toEqual(['made up', 'robot'])
    expect(listed.text).not.toContain(made.body.secret)
    await asAdmin('delete', `/api/tokens/${made.body.token.id}`).expect(404)
    await request(server).delete(`/api/tokens/${made.body.token.id}`).set('Authorization', bearer).expect(200)
    await request(server).get('/api/tokens').set('Authorization', robot).expect(401)
  })

  const guarded = Object.values(people).filter((route) => route.access !== 'anyone')
  const pathOf = (path: string) => path.replace(':projectId', projectId).replace(':userId', 'usr_x').replace(':tokenId', 'sec_x')
  for (const route of guarded) {
    test(`${route.method} ${route.path} needs a sign-in`, async () => {
      await request(server)[route.method](pathOf(route.path)).send({}).expect(401)
      await request(server)[route.method](pathOf(route.path)).set('Authorization', 'Bearer wrong').send({}).expect(401)
    })
  }
  for (const route of guarded.filter(({ access }) => access !== 'user')) {
    test(`${route.method} ${route.path} is forbidden without the role`, async () => {
      const { token } = await aStoredPerson(store, projectId, 'reviewer')
      await request(server)[route.method](pathOf(route.path)).set('Authorization', `Bearer ${token}`).send({}).expect(403)
    })
  }
  for (const route of Object.values(people).filter((one) => 'body' in one && one.path !== '/api/tokens')) {
    test(`${route.method} ${route.path} says what is wrong with a body it cannot read`, async () => {
      const answer = await request(server)
        [route.method](pathOf(route.path))
        .set('Authorization', admin.bearer)
        .send({ password: 1 })
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid' } })
    })
  }

  test("another site's page changes nothing with this browser's cookie", async () => {
    const cookie = cookieOf(await signIn({ token: await createOneTimeToken(store, admin.id) }))
    const secret = cookie.split('=')[1]
    const change = (origin: string, host: string) =>
      request(server)
        .post('/api/tokens')
        .set({ Cookie: `labelloop_8080=${secret}`, Origin: origin, Host: host })
        .send({ name: 'x' })
    await change('http://evil.example', 'localhost:8080').expect(403)
    await change('http://localhost:3000', 'localhost:8080').expect(403)
    await change('null', 'localhost:8080').expect(403)
    await change('http://localhost:8080', 'localhost:8080').expect(200)
  })

  test('guessing is slowed down: after many failures sign-in is refused for a while', async () => {
    for (let guess = 0; guess < 30; guess++) await signIn({ token: `guess ${guess}` }).expect(401)
    const refused = await signIn({ token: await createOneTimeToken(store, admin.id) })
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
  })
})

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express from 'express'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createLog } from '#server/log.ts'
import { problemHandler } from '#server/problem.ts'
import { eventually } from '../support/eventually.ts'

let logged: string[]
let asked: number
let answered: number
let address: string
let close: () => void

beforeEach(async () => {
  logged = []
  asked = 0
  answered = 0
  const log = Object.assign(createLog('test', 'silent'), { error: (_what: unknown, message: string) => logged.push(message) })
  const app = express()
  app.get('/slow', async (_request, response) => {
    asked++
    await once(response, 'close')
    await pipeline(Readable.from(['late']), response).finally(() => answered++)
  })
  app.get('/broken', () => {
    throw new Error('Nobody thought of this')
  })
  app.use(problemHandler(log))
  const http = app.listen(0, '127.0.0.1')
  await once(http, 'listening')
  address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  close = () => {
    http.closeAllConnections()
    http.close()
  }
})
afterEach(() => close())

it('a bug is logged, and told without its words', async () => {
  const answer = await fetch(`${address}/broken`)
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('Nobody thought of this')
  expect(logged).toEqual(['A request failed on a bug'])
})

it('who leaves before the answer is no bug', async () => {
  const leaving = new AbortController()
  const answer = fetch(`${address}/slow`, { signal: leaving.signal }).catch(() => null)
  await eventually(async () => expect(asked).toBe(1))
  leaving.abort()
  await answer
  await eventually(async () => expect(answered).toBe(1))
  expect(logged).toEqual([])
})

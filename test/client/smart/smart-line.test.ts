import { expect, test } from 'vitest'
import type { FromWorker, ToWorker } from '#client/smart/messages.ts'
import type { Picture } from '#client/smart/picture.ts'
import { CANNOT_LOAD, createSmartLine } from '#client/smart/smart-line.ts'

const aPicture = (): Picture => {
  const size = { width: 2, height: 2 }
  return { image: size, pixels: { ...size, data: new Uint8ClampedArray(16) } }
}
const PROMPT = { picks: [] } as const
const never = new AbortController().signal

// A worker that answers when the test says so.
function aPort() {
  const sent: ToWorker[] = []
  let opened = 0
  let tell: (message: FromWorker) => void = () => undefined
  let fail: () => void = () => undefined
  const line = createSmartLine(() => {
    opened++
    return {
      postMessage: (message) => sent.push(message),
      onMessage: (listener) => {
        tell = listener
      },
      onError: (listener) => {
        fail = listener
      },
      terminate: () => undefined,
    }
  })
  const asks = () => sent.flatMap((message) => (message.type === 'ask' ? message : []))
  return {
    line,
    sent,
    asks,
    opened: () => opened,
    answer: () => tell({ type: 'answer', id: asks().at(-1)?.id ?? 0, answer: null }),
    refuse: (message: string) => tell({ type: 'failure', id: asks().at(-1)?.id ?? 0, message }),
    fail: () => fail(),
  }
}

test('nothing is loaded before the first question', async () => {
  const { line, opened, answer } = aPort()
  expect(opened()).toBe(0)
  const asked = line.ask(aPicture(), 'wand', PROMPT, never)
  expect(opened()).toBe(1)
  answer()
  expect(await asked).toBeNull()
})

test('a picture is handed over once, as a copy', async () => {
  const { line, sent, answer } = aPort()
  const picture = aPicture()
  const first = line.ask(picture, 'wand', PROMPT, never)
  answer()
  await first
  const second = line.ask(picture, 'wand', PROMPT, never)
  answer()
  await second
  expect(sent.map(({ type }) => type)).toEqual(['picture', 'ask', 'ask'])
  expect(picture.pixels.data).toHaveLength(16)
})

test('another picture is handed over before the first question about it', () => {
  const { line, sent, answer } = aPort()
  void line.ask(aPicture(), 'wand', PROMPT, never)
  void line.ask(aPicture(), 'wand', PROMPT, never)
  answer()
  expect(sent.map(({ type }) => type)).toEqual(['picture', 'ask', 'picture', 'ask'])
})

test('one question is on its way at a time, and one that is stopped before its turn is never sent', async () => {
  const { line, asks, answer } = aPort()
  const picture = aPicture()
  const stop = new AbortController()
  const first = line.ask(picture, 'wand', PROMPT, never)
  const second = line.ask(picture, 'region', { strokes: [] }, stop.signal)
  const third = line.ask(picture, 'similar', { box: { x: 0, y: 0, width: 1, height: 1 }, taken: [] }, never)
  expect(asks()).toHaveLength(1)
  stop.abort()
  await expect(second).rejects.toThrow(/abort/)
  answer()
  await first
  expect(asks().map(({ question }) => question)).toEqual(['wand', 'similar'])
  answer()
  await third
})

test('the answer to a question that was stopped on its way is dropped, and the next one gets its own', async () => {
  const { line, asks, answer } = aPort()
  const picture = aPicture()
  const stop = new AbortController()
  const first = line.ask(picture, 'wand', PROMPT, stop.signal)
  const second = line.ask(picture, 'region', { strokes: [] }, never)
  stop.abort()
  await expect(first).rejects.toThrow(/abort/)
  answer()
  expect(asks()).toHaveLength(2)
  answer()
  expect(await second).toBeNull()
})

test('what went wrong in the worker is told, and the next question is asked all the same', async () => {
  const { line, refuse, answer } = aPort()
  const picture = aPicture()
  const first = line.ask(picture, 'wand', PROMPT, never)
  refuse('out of memory')
  await expect(first).rejects.toThrow('That did not work: out of memory')
  const second = line.ask(picture, 'wand', PROMPT, never)
  answer()
  expect(await second).toBeNull()
})

test('when the worker cannot be loaded every question says so, and the next one tries again', async () => {
  const { line, fail, opened, answer, sent } = aPort()
  const picture = aPicture()
  const both = [line.ask(picture, 'wand', PROMPT, never), line.ask(picture, 'wand', PROMPT, never)]
  fail()
  for (const asked of both) await expect(asked).rejects.toThrow(CANNOT_LOAD)
  const again = line.ask(picture, 'wand', PROMPT, never)
  answer()
  expect(await again).toBeNull()
  expect(opened()).toBe(2)
  expect(sent.filter(({ type }) => type === 'picture')).toHaveLength(2)
})

import { expect, test } from 'vitest'
import { overlapping } from '#server/datasets/in-parallel.ts'

function heldWork() {
  const begun: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  return {
    begun,
    work: (name: string) => () => {
      begun.push(name)
      return new Promise<void>((resolve, reject) => ends.set(name, (error) => (error ? reject(error) : resolve())))
    },
    end: (name: string, error?: Error) => ends.get(name)?.(error),
  }
}

test('work overlaps up to its width, and what comes then waits for room', async () => {
  const { begun, work, end } = heldWork()
  const works = overlapping(2)
  await works.begin(['a'], work('first'))
  await works.begin(['b'], work('second'))
  const third = works.begin(['c'], work('third'))
  await Promise.resolve()
  expect(begun).toEqual(['first', 'second'])
  end('second')
  await third
  expect(begun).toEqual(['first', 'second', 'third'])
  end('first')
  end('third')
  await works.settled()
})

test('work on the same things is done in turn, though there is room', async () => {
  const { begun, work, end } = heldWork()
  const works = overlapping(2)
  await works.begin(['a', 'b'], work('first'))
  const second = works.begin(['b', 'c'], work('second'))
  await Promise.resolve()
  expect(begun).toEqual(['first'])
  end('first')
  await second
  expect(begun).toEqual(['first', 'second'])
  end('second')
  await works.settled()
})

test('a failure is thrown to whoever begins more, and again at the end, after everything has ended', async () => {
  const { begun, work, end } = heldWork()
  const works = overlapping(2)
  await works.begin(['a'], work('first'))
  await works.begin(['b'], work('second'))
  const third = works.begin(['c'], work('third'))
  end('first', new Error('the disk is full'))
  await expect(third).rejects.toThrow('the disk is full')
  expect(begun).toEqual(['first', 'second'])
  const settled = works.settled()
  end('second')
  await expect(settled).rejects.toThrow('the disk is full')
})

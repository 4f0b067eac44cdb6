import { expect, test } from 'vitest'
import { parseQuery } from '#shared/asset-query/parse-query.ts'
import { LanguageProblem } from '#shared/logic/tokens.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const DAY = 86_400_000
const read = (text: string) => parseQuery(text, NOW).query
const day = (year: number, month: number, date: number) => ({
  from: Date.UTC(year, month - 1, date),
  to: Date.UTC(year, month - 1, date) + DAY,
})

test.each([
  ['', null],
  ['   ', null],
  ['cat', { type: 'text', field: 'name', is: 'contains', value: 'cat' }],
  ['"left camera"', { type: 'text', field: 'name', is: 'contains', value: 'left camera' }],
  ['status:review', { type: 'choice', field: 'status', values: ['review'] }],
  ['Status = Review, approved', { type: 'choice', field: 'status', values: ['review', 'approved'] }],
  ['split!=test', { type: 'not', of: { type: 'choice', field: 'split', values: ['test'] } }],
  ['label:"Red cell"', { type: 'label', label: 'Red cell', at: 6 }],
  ['count(RBC) > 20', { type: 'count', label: 'RBC', is: '>', value: 20, at: 6 }],
  ['count("a:b")=0', { type: 'count', label: 'a:b', is: '=', value: 0, at: 6 }],
  ['score<.4', { type: 'number', field: 'score', is: '<', value: 0.4 }],
  ['warmth >= -0.25', { type: 'number', field: 'warmth', is: '>=', value: -0.25 }],
  ['width:640', { type: 'number', field: 'width', is: '=', value: 640 }],
  ['approved > 2026-11-01', { type: 'date', field: 'approved', is: '>', ...day(2026, 11, 1) }],
  ['changed:today', { type: 'date', field: 'changed', is: '=', ...day(2026, 11, 22) }],
  ['imported >= 7d', { type: 'date', field: 'imported', is: '>=', ...day(2026, 11, 15) }],
  ['by:ada', { type: 'person', field: 'by', name: 'ada', at: 3 }],
  ['approved-by != "Ada L"', { type: 'not', of: { type: 'person', field: 'approved-by', name: 'Ada L', at: 15 } }],
  ['name ~ cat_01.jpg', { type: 'text', field: 'name', is: 'contains', value: 'cat_01.jpg' }],
  ['meta.camera = "left"', { type: 'text', field: 'meta.camera', is: 'is', value: 'left' }],
  ['similar:ast_1', { type: 'similar', assetId: 'ast_1', at: 8 }],
])('"%s" is read', (text, query) => {
  expect(read(text)).toEqual(query)
})

test('conditions side by side must all hold, "and" binds closer than "or", and "not" is about the next one', () => {
  expect(read('a b or not c and (d or e)')).toEqual({
    type: 'any',
    of: [
      { type: 'all', of: [read('a'), read('b')] },
      {
        type: 'all',
        of: [
          { type: 'not', of: read('c') },
          { type: 'any', of: [read('d'), read('e')] },
        ],
      },
    ],
  })
})

test('the pieces that must all hold are known by their columns', () => {
  const text = ' status:review and count(RBC) > 20  not (a or b)'
  expect(parseQuery(text, NOW).parts.map(([from, to]) => text.slice(from, to))).toEqual([
    'status:review',
    'count(RBC) > 20',
    'not (a or b)',
  ])
  expect(parseQuery('a or b', NOW).parts).toEqual([[0, 6]])
})

test.each([
  ['count(RBC) > ', 'Expected a number after count(RBC) >, got the end of the query', 13],
  ['count(RBC) > many', 'Expected a number after count(RBC) >, got "many"', 13],
  ['count(RBC > 3', 'Expected a closing parenthesis after the label, got ">"', 10],
  ['status:reviewed', 'Expected one of new, suggested, begun, review, approved, quarantined after status, got "reviewed"', 7],
  ['status < review', 'Expected :, = or != after status, got "<"', 7],
  ['approved > soon', 'Expected a day such as 2026-11-01, today or 7d after approved >, got "soon"', 11],
  ['approved > 2026-02-30', 'Expected a day such as 2026-11-01, today or 7d after approved >, got "2026-02-30"', 11],
  ['score ~ 3', 'Expected =, !=, <, <=, >, >= after score, got "~"', 6],
  [
    'speed > 3',
    'Expected a field such as status, label, score or name, got "speed"; a part of a name that has signs in it stands in quotes',
    0,
  ],
  [
    'constructor:3',
    'Expected a field such as status, label, score or name, got "constructor"; a part of a name that has signs in it stands in quotes',
    0,
  ],
  [
    '__proto__:3',
    'Expected a field such as status, label, score or name, got "__proto__"; a part of a name that has signs in it stands in quotes',
    0,
  ],
  ['name < cat', 'Expected ~, =, : or != after name, got "<"', 5],
  ['(cat', 'Expected a closing parenthesis, got the end of the query', 4],
  ['cat )', 'Expected and, or, or the end of the query, got ")"', 4],
  ['cat or', 'Expected a field such as status or a part of a name, got the end of the query', 6],
  ['name ~ "cat', 'Expected a closing quotation mark', 7],
  [`${'('.repeat(60)}cat`, 'Expected fewer parentheses within each other', 51],
  ['a'.repeat(2001), 'Expected at most 2000 letters', 2000],
])('"%s" is refused with the place of the mistake', (text, message, at) => {
  const problem = (() => {
    try {
      return read(text)
    } catch (error) {
      return error
    }
  })()
  expect(problem).toBeInstanceOf(LanguageProblem)
  expect(problem).toMatchObject({ message, at })
})

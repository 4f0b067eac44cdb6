import { describe, expect, test } from 'vitest'
import { conditionsOf } from '#shared/asset-query/condition.ts'
import { parseQuery } from '#shared/asset-query/parse-query.ts'
import { suggestionsAt } from '#shared/asset-query/suggest.ts'
import { piecesOf, wholeQuery, writtenFields } from '#shared/asset-query/written-query.ts'

const KNOWN = { labels: ['RBC', 'Red cell', 'Platelets'], people: ['ada', 'Bea L'] }
/** The cursor stands where the bar is. */
const at = (text: string) => suggestionsAt(text.replace('|', ''), text.indexOf('|'), KNOWN)

describe('while a question is typed', () => {
  test.each([
    ['st|', 0, ['status:']],
    ['status:|', 7, ['new ', 'suggested ', 'begun ', 'review ', 'approved ', 'quarantined ']],
    ['status:review,ap|', 14, ['approved ']],
    ['label:|', 6, ['RBC ', '"Red cell" ', 'Platelets ']],
    ['label:red|', 6, ['"Red cell" ']],
    ['label:"re|', 6, ['"Red cell" ']],
    ['not label!=Pl|', 11, ['Platelets ']],
    ['count(|', 6, ['RBC) > ', '"Red cell") > ', 'Platelets) > ']],
    ['count(RBC) |', 11, ['> ', '< ', '>= ', '<= ', '= ']],
    ['score |', 6, ['> ', '< ', '>= ', '<= ', '= ']],
    ['by:b|', 3, ['"Bea L" ']],
    ['approved > |', 11, ['today ', 'yesterday ', '7d ', '30d ']],
    ['status:new sp| label:RBC', 11, ['split:']],
    ['name ~ c|', 7, []],
    ['constructor:|', 12, []],
    ['__proto__:|', 10, []],
  ])('"%s" could go on', (text, from, options) => {
    expect(at(text)).toEqual({ from, options })
  })

  test('an empty field offers what can be asked', () => {
    expect(at('|').options).toContain('status:')
  })
})

describe('what the fields of an address ask', () => {
  const fields = { status: 'review,new', split: 'test', label: 'Red cell', search: 'or', similar: 'ast_1' }

  test('is written in the language of questions, and read again', () => {
    const text = writtenFields(fields)
      .map((each) => each.text)
      .join(' ')
    expect(text).toBe('status:review,new split:test label:"Red cell" name ~ "or" similar:ast_1')
    expect(conditionsOf(parseQuery(text, 0).query)).toMatchObject([
      { values: ['review', 'new'] },
      { values: ['test'] },
      { label: 'Red cell' },
      { value: 'or' },
      { assetId: 'ast_1' },
    ])
  })

  test('and a question beside them are one question, alternatives kept together', () => {
    expect(wholeQuery({ split: 'test' }, 'a or b')).toBe('split:test (a or b)')
    expect(wholeQuery({ split: 'test' }, 'a and not b')).toBe('split:test a not b')
    expect(wholeQuery({ split: 'test' }, 'a or(b c)')).toBe('split:test (a or(b c))')
    expect(wholeQuery({ split: 'test' }, 'name ~ "a or b"')).toBe('split:test name ~ "a or b"')
    expect(wholeQuery({}, 'a or b')).toBe('a or b')
    expect(wholeQuery({}, '')).toBe('')
  })

  test('comes apart into the pieces that can be taken away', () => {
    expect(piecesOf('status:review count(RBC) > 20 and not (a or b)')).toEqual([
      'status:review',
      'count(RBC) > 20',
      'not (a or b)',
    ])
    expect(piecesOf('half (')).toEqual(['half ('])
  })
})

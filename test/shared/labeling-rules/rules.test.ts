import { describe, expect, it, test } from 'vitest'
import { holds } from '#shared/labeling-rules/expression.ts'
import type { Facts } from '#shared/labeling-rules/facts.ts'
import { parseExpression } from '#shared/labeling-rules/parse-expression.ts'
import { outcomeOf, outcomesOf, parseRules } from '#shared/labeling-rules/parse-rules.ts'

const FACTS: Facts = { brightness: 0.2, aspect: 1.5, name: 'Night/Cat_1.JPG', folder: 'Night', score: 0.9, 'shape-width': 0.4 }

test.each([
  ['brightness < 0.3', true],
  ['brightness >= 0.3', false],
  ['aspect = 1.5 and brightness != 0.2', false],
  ['aspect = 1.5 or brightness != 0.2', true],
  // `and` binds closer than `or`.
  ['aspect = 1.5 or brightness > 0.5 and aspect > 9', true],
  ['(aspect = 1.5 or brightness > 0.5) and aspect > 9', false],
  ['not brightness > 0.5', true],
  ['not (brightness < 0.5 and aspect > 1)', false],
  ['name contains "cat"', true],
  ['name starts with "night/"', true],
  ['NAME ENDS ".jpg" AND folder is "night"', true],
  ['shape-width > 0.3', true],
  ['brightness > -1', true],
  // What is not known makes no comparison true.
  ['sharpness < 1', false],
  ['sharpness >= 1', false],
])('%s is %s', (text, expected) => {
  expect(holds(parseExpression(text), FACTS)).toBe(expected)
})

test.each([
  ['', 'Expected a fact such as brightness or name, got the end of the rule (column 1)'],
  ['speed > 3', 'Expected a fact such as brightness or name, got "speed" (column 1)'],
  ['brightness > dark', 'Expected a number, got "dark" (column 14)'],
  ['brightness contains 3', 'Expected <, <=, >, >=, = or !=, got "contains" (column 12)'],
  ['name = "cat"', 'Expected is, contains, starts or ends, got "=" (column 6)'],
  ['name is cat', 'Expected text in quotes, got "cat" (column 9)'],
  ['name is "cat', 'Expected a closing quotation mark (column 9)'],
  ['(brightness > 1', 'Expected a closing parenthesis, got the end of the rule (column 16)'],
  ['brightness > 1 aspect > 1', 'Expected and, or, or the end of the rule, got "aspect" (column 16)'],
  ['brightness > 1 ; drop', 'Expected a fact, a number, text in quotes or a sign, got ";" (column 16)'],
  [`${'('.repeat(60)}brightness > 1`, 'Expected fewer parentheses within each other (column 52)'],
])('"%s" is refused with the place of the mistake', (condition, message) => {
  const [problem] = parseRules(`cat:${condition}`).problems
  const column = Number(/column (\d+)/.exec(message)?.[1])
  expect(problem).toEqual({ line: 1, message: message.replace(/column \d+/, `column ${column + 'cat:'.length}`) })
})

describe('rules', () => {
  const { rules, problems } = parseRules(
    '# night first\nnight: brightness < 0.3\n\nday: brightness >= 0.3\nnot day: name contains "cat"\n"a: b": aspect > 9\nkeep: score > 0.8\nreject: score < 0.1',
  )
  it('are read line by line, labels with a colon in quotes', () => {
    expect(problems).toEqual([])
    expect(rules.map(({ outcome }) => outcome)).toEqual([
      { type: 'label', label: 'night', against: false },
      { type: 'label', label: 'day', against: false },
      { type: 'label', label: 'day', against: true },
      { type: 'label', label: 'a: b', against: false },
      { type: 'keep' },
      { type: 'reject' },
    ])
  })
  it('speak by the first that holds, or all of them where several may', () => {
    expect(outcomeOf(rules, FACTS)).toMatchObject({ label: 'night' })
    expect(outcomesOf(rules, FACTS)).toHaveLength(3)
    expect(outcomeOf(rules, {})).toBeNull()
  })
  it('name the line that cannot be read, and read the others', () => {
    const read = parseRules('night: brightness < 0.3\nno colon here\n: aspect > 1')
    expect(read.rules).toHaveLength(1)
    expect(read.problems.map(({ line, message }) => [line, message])).toEqual([
      [2, 'Expected a label, a colon and a condition (column 1)'],
      [3, 'Expected a label, a colon and a condition (column 1)'],
    ])
  })
})

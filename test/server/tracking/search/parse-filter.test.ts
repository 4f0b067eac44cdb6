import { expect, test } from 'vitest'
import { holds } from '#server/tracking/search/holds.ts'
import { parseFilter, parseOrder } from '#server/tracking/search/parse-filter.ts'
import { matchOf, RUN_ATTRIBUTES } from '#server/tracking/search/run-query.ts'
import { thinned } from '#server/tracking/thin.ts'

const parsed = (text: string) => parseFilter(text, RUN_ATTRIBUTES)

test.each([
  ['metrics.loss < 0.25', { entity: 'metric', key: 'loss', operator: '<', value: 0.25 }],
  ['metric.val/loss.total >= -1e-3', { entity: 'metric', key: 'val/loss.total', operator: '>=', value: -0.001 }],
  ['metrics.`my loss` = 1', { entity: 'metric', key: 'my loss', operator: '=', value: 1 }],
  ['params."learning rate" = \'0.1\'', { entity: 'param', key: 'learning rate', operator: '=', value: '0.1' }],
  ["params.name != 'it''s'", { entity: 'param', key: 'name', operator: '!=', value: "it's" }],
  ["tags.mlflow.user ILIKE '%mira%'", { entity: 'tag', key: 'mlflow.user', operator: 'ILIKE', value: '%mira%' }],
  ["run.status IN ('FINISHED', 'FAILED')", { entity: 'attribute', key: 'status', operator: 'IN', value: ['FINISHED', 'FAILED'] }],
  ["run_name not in ('a')", { entity: 'attribute', key: 'run_name', operator: 'NOT IN', value: ['a'] }],
  ['attributes.start_time > 1700000000000', { entity: 'attribute', key: 'start_time', operator: '>', value: 1_700_000_000_000 }],
  ['tags.team IS NOT NULL', { entity: 'tag', key: 'team', operator: 'IS NOT NULL', value: null }],
  ['datasets.name = "cells"', { entity: 'dataset', key: 'name', operator: '=', value: 'cells' }],
])('%s is read', (text, condition) => expect(parsed(text)).toEqual([condition]))

test('conditions are joined by AND, in whatever case', () => {
  expect(parsed("metrics.a > 1 and params.b = 'c' AND tags.d LIKE 'e%'")).toHaveLength(3)
  expect(parsed('')).toEqual([])
})

test.each([
  ['metrics.loss', 'expected a comparison'],
  ["metrics.loss = 'low'", 'numeric value'],
  ['params.lr = 1', 'quoted string'],
  ['params.lr > "1"', 'Invalid comparator'],
  ['metrics.loss LIKE 1', 'Invalid comparator'],
  ['colour.red = 1', 'Invalid entity type'],
  ["weight = 'x'", 'Invalid attribute key'],
  ["metrics.a > 1 OR params.b = 'c'", 'expected AND'],
  ['metrics. > 1', 'name in backticks'],
  ['metrics.a > 1 ; drop', 'cannot read it from'],
  ["status IN 'FINISHED'", 'expected a list'],
])('%s is refused, and why', (text, why) => expect(() => parsed(text)).toThrow(why))

test('an order is a name with a direction', () => {
  expect(parseOrder('metrics.`a b` DESC', RUN_ATTRIBUTES)).toEqual({ entity: 'metric', key: 'a b', descending: true })
  expect(parseOrder('start_time', RUN_ATTRIBUTES)).toMatchObject({ descending: false })
  expect(() => parseOrder('start_time downwards', RUN_ATTRIBUTES)).toThrow('expected ASC or DESC')
})

test('names that mean something to the database are written otherwise', () => {
  expect(matchOf('metrics.val.loss > 1')).toEqual({ $and: [{ 'metrics.val%2Eloss.v': { $gt: 1 } }] })
  expect(matchOf('metrics.`$where%` > 1')).toEqual({ $and: [{ 'metrics.%24where%25.v': { $gt: 1 } }] })
})

test('what has no value fulfils nothing but IS NULL', () => {
  const read = () => undefined
  expect(holds(parsed("tags.a != 'x'"), read)).toBe(false)
  expect(holds(parsed('tags.a IS NULL'), read)).toBe(true)
  expect(holds(parsed("tags.a LIKE 'x_z%'"), () => 'xyz and more')).toBe(true)
  expect(holds(parsed("tags.a LIKE 'x.z%'"), () => 'xyz and more')).toBe(false)
})

test('thinning keeps the first, lowest, highest and last point of every stretch, and passes over what is no number', () => {
  const steps = Float64Array.from({ length: 1000 }, (_, at) => at)
  const values = steps.map((step) => (step === 0 || step === 500 ? Number.NaN : Math.sin(step)))
  values[777] = 9
  values[778] = -9
  const thin = thinned({ steps, times: steps, values }, 10)
  expect(thin.steps.length).toBeLessThanOrEqual(40)
  expect([...thin.steps]).toEqual(expect.arrayContaining([0, 777, 778, 999]))
  expect([...thin.steps]).toEqual([...thin.steps].sort((a, b) => a - b))
  expect(thinned({ steps, times: steps, values }, 250).steps).toBe(steps)
})

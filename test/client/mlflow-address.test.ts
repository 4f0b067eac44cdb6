import { expect, test } from 'vitest'
import { pageOfMlflow } from '#client/mlflow-address.ts'

test.each([
  ['#/experiments/prj_ab12/runs/run_cd34', '/projects/prj_ab12/runs/run_cd34'],
  ['#/experiments/prj_ab12', '/projects/prj_ab12/runs'],
  ['#/experiments/1/runs/run_cd34', '/experiments?experiment=%221%22&run=%22run_cd34%22'],
  ['#/experiments/1', '/experiments?experiment=%221%22'],
  ['#/somewhere', null],
  ['', null],
])('the address %s that MLflow’s clients print leads to its page', (hash, page) => expect(pageOfMlflow(hash)).toBe(page))

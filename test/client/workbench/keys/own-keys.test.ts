import { beforeEach, expect, test, vi } from 'vitest'
import { bindingFor, bindingsOf } from '#client/workbench/keys/bindings.ts'
import { choosePreset, forgetOwnKeys, keyChoiceOf, ownKeys, setKeys } from '#client/workbench/keys/own-keys.ts'
import { whatFollows } from '#client/workbench/keys/what-follows.ts'
import type { UserId } from '#shared/domain/ids.ts'

const ada = 'ada' as UserId
const grace = 'grace' as UserId
const keyOfNextImage = (user: UserId) =>
  bindingsOf(keyChoiceOf(ownKeys.getState(), user)).find(({ id }) => id === 'nextImage')?.keys

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue()
  ownKeys.setState({ people: {} })
})

test('people at one browser have keys of their own', () => {
  setKeys(ada, 'nextImage', ['arrowright'])
  choosePreset(grace, 'label-studio')
  expect(keyOfNextImage(ada)).toEqual(['arrowright'])
  expect(keyOfNextImage(grace)).toEqual(['ctrl+arrowright'])
})

test('own keys stay when another preset is taken, until they are forgotten', () => {
  setKeys(ada, 'nextImage', ['x'])
  choosePreset(ada, 'label-studio')
  expect(keyOfNextImage(ada)).toEqual(['x'])
  setKeys(ada, 'nextImage', null)
  expect(keyOfNextImage(ada)).toEqual(['ctrl+arrowright'])
  setKeys(ada, 'undo', [])
  forgetOwnKeys(ada)
  const bindings = bindingsOf(keyChoiceOf(ownKeys.getState(), ada))
  expect(bindingFor(bindings, 'ctrl+z', ['page'])?.id).toBe('undo')
})

test('after the first of two keys the second ones are told', () => {
  const bindings = bindingsOf(keyChoiceOf(ownKeys.getState(), ada))
  expect(whatFollows(bindings, 't', ['page'])).toMatch(/^T, then H: Hide or show all shapes · L: Lock or unlock all shapes · /)
})

import { expect, test } from 'vitest'
import { acts } from '#client/workbench/acts.ts'
import { readableKeys } from '#client/workbench/key-names.ts'
import { bindingFor, type KeyBinding, keymap, keyOf, SCOPES } from '#client/workbench/keymap.ts'

const anEvent = (key: string, code: string, modifiers: Partial<KeyboardEvent> = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
})

test('no key means two things in the same place', () => {
  for (const scope of SCOPES) {
    const keys = keymap.filter((binding) => binding.scope === scope).flatMap((binding: KeyBinding) => binding.keys)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  }
})

test('every key of the table does something', () => {
  expect(Object.keys(acts).sort()).toEqual(keymap.map(({ id }) => id).sort())
})

test('the keys that a hand trained on CVAT knows do what they do there', () => {
  const page = ['page'] as const
  expect(bindingFor('n', page)?.id).toBe('draw')
  expect(bindingFor('f', page)?.id).toBe('nextImage')
  expect(bindingFor('d', page)?.id).toBe('previousImage')
  expect(bindingFor('ctrl+z', page)?.id).toBe('undo')
  expect(bindingFor('ctrl+shift+z', page)?.id).toBe('redo')
  expect(bindingFor('ctrl+y', page)?.id).toBe('redo')
  expect(bindingFor('ctrl+3', page)?.id).toBe('relabelLast')
  expect(bindingFor('ctrl+s', page)?.id).toBe('save')
  expect(bindingFor('f1', page)?.id).toBe('sheet')
  expect(bindingFor('delete', ['selection', 'page'])?.id).toBe('remove')
})

test('the same key means the most special thing that applies', () => {
  expect(bindingFor('enter', ['suggestion', 'selection', 'page'])?.id).toBe('accept')
  expect(bindingFor('enter', ['selection', 'page'])?.id).toBe('proceed')
  expect(bindingFor('backspace', ['suggestion', 'selection', 'page'])?.id).toBe('reject')
  expect(bindingFor('backspace', ['page'])).toBeNull()
  expect(bindingFor('2', ['selection', 'page'])?.id).toBe('relabel')
  expect(bindingFor('2', ['page'])?.id).toBe('label')
})

test('the sheet of keys says families of keys as one', () => {
  expect(readableKeys(['ctrl+shift+z', 'ctrl+y'])).toEqual(['Ctrl Shift Z', 'Ctrl Y'])
  expect(readableKeys(['+', '='])).toEqual(['+', '='])
  expect(readableKeys([...'1234567890'].map((digit) => `ctrl+${digit}`))).toEqual(['Ctrl 1 … 0'])
  expect(readableKeys(['left', 'right', 'up', 'down'].map((arrow) => `shift+arrow${arrow}`))).toEqual(['Shift ← → ↑ ↓'])
})

test('keys are written the same on every keyboard', () => {
  expect(keyOf(anEvent('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }))).toBe('ctrl+shift+z')
  expect(keyOf(anEvent('z', 'KeyZ', { metaKey: true }))).toBe('ctrl+z')
  expect(keyOf(anEvent('?', 'Slash', { shiftKey: true }))).toBe('?')
  expect(keyOf(anEvent('!', 'Digit1', { shiftKey: true }))).toBe('shift+1')
  expect(keyOf(anEvent('7', 'Numpad7'))).toBe('7')
  expect(keyOf(anEvent('Tab', 'Tab', { shiftKey: true }))).toBe('shift+tab')
  expect(keyOf(anEvent('+', 'BracketRight'))).toBe('+')
})

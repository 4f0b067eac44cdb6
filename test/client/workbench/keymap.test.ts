import { expect, test } from 'vitest'
import { acts } from '#client/workbench/acts.ts'
import { readableKeys } from '#client/workbench/key-names.ts'
import { SCOPES, type Scope } from '#client/workbench/keymap.ts'
import { bindingFor, bindingsOf, DEFAULT_CHOICE, type KeyChoice, PRESETS } from '#client/workbench/keys/bindings.ts'
import { conflictsOf } from '#client/workbench/keys/conflicts.ts'
import { keyOf } from '#client/workbench/keys/key-of.ts'
import { type Begun, readKey, SEQUENCE_WITHIN_MS } from '#client/workbench/keys/read-key.ts'

const anEvent = (key: string, code: string, modifiers: Partial<KeyboardEvent> = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
})

const cvat = bindingsOf(DEFAULT_CHOICE)
const labelStudio = bindingsOf({ preset: 'label-studio', own: {} })
const wordsOf = (choice: KeyChoice) =>
  conflictsOf(bindingsOf(choice), new Set(Object.keys(choice.own))).map(
    ({ key, winner, loser, kind }) => `${key}: ${winner.id} before ${loser.id}, ${kind}`,
  )

test.each(PRESETS)('no key of the preset %s means two things in the same place, or waits for a second', (preset) => {
  expect(wordsOf({ preset, own: {} })).toEqual([])
})

test('every key of the table does something', () => {
  expect(Object.keys(acts).sort()).toEqual(cvat.map(({ id }) => id).sort())
})

test('the keys that a hand trained on CVAT knows do what they do there', () => {
  const page: Scope[] = ['page']
  expect(bindingFor(cvat, 'n', page)?.id).toBe('draw')
  expect(bindingFor(cvat, 'f', page)?.id).toBe('nextImage')
  expect(bindingFor(cvat, 'd', page)?.id).toBe('previousImage')
  expect(bindingFor(cvat, 'ctrl+z', page)?.id).toBe('undo')
  expect(bindingFor(cvat, 'ctrl+shift+z', page)?.id).toBe('redo')
  expect(bindingFor(cvat, 'ctrl+y', page)?.id).toBe('redo')
  expect(bindingFor(cvat, 'ctrl+3', page)?.id).toBe('relabelLast')
  expect(bindingFor(cvat, 'ctrl+s', page)?.id).toBe('save')
  expect(bindingFor(cvat, 'f1', page)?.id).toBe('sheet')
  expect(bindingFor(cvat, 'delete', ['selection', 'page'])?.id).toBe('remove')
})

test('the same key means the most special thing that applies', () => {
  expect(bindingFor(cvat, 'enter', ['suggestion', 'selection', 'page'])?.id).toBe('accept')
  expect(bindingFor(cvat, 'enter', ['selection', 'page'])?.id).toBe('proceed')
  expect(bindingFor(cvat, 'backspace', ['suggestion', 'selection', 'page'])?.id).toBe('reject')
  expect(bindingFor(cvat, 'backspace', ['page'])).toBeNull()
  expect(bindingFor(cvat, '2', ['selection', 'page'])?.id).toBe('relabel')
  expect(bindingFor(cvat, '2', ['page'])?.id).toBe('label')
})

test('the sheet of keys says families of keys as one', () => {
  expect(readableKeys(['ctrl+shift+z', 'ctrl+y'])).toEqual(['Ctrl Shift Z', 'Ctrl Y'])
  expect(readableKeys(['+', '='])).toEqual(['+', '='])
  expect(readableKeys(['ctrl++', 't h'])).toEqual(['Ctrl +', 'T H'])
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

test('a hand trained on Label Studio finds its keys in the other preset', () => {
  const idOf = (key: string, ...scopes: Scope[]) => bindingFor(labelStudio, key, [...scopes, 'page'])?.id
  expect(idOf('ctrl+enter')).toBe('submit')
  expect(idOf('ctrl+space')).toBe('nextOfQueue')
  expect(idOf('ctrl+arrowright')).toBe('nextImage')
  expect(idOf('ctrl+arrowleft')).toBe('previousImage')
  expect(idOf('shift+1')).toBe('fit')
  expect(idOf('shift+2')).toBe('actualSize')
  expect(idOf('ctrl++')).toBe('zoomIn')
  expect(idOf('u')).toBe('escape')
  expect(idOf('v')).toBe('select')
  expect(idOf('backspace', 'selection')).toBe('remove')
  expect(idOf('alt+h', 'selection')).toBe('hideSelected')
  expect(idOf('ctrl+h')).toBe('hide')
  expect(idOf('alt+l', 'selection')).toBe('lockSelected')
  expect(idOf('f')).toBeUndefined()
})

test('two keys in a row mean one thing, if the second comes soon', () => {
  const press = (begun: Begun | null, key: string, at: number) => readKey(begun, { key, at }, cvat, ['selection', 'page'])
  const first = press(null, 't', 0)
  expect(first.binding).toBeNull()
  expect(press(first.begun, 'l', 100).binding?.id).toBe('lock')
  expect(press(first.begun, 'l', SEQUENCE_WITHIN_MS + 1).binding?.id).toBe('lockSelected')
  expect(press(null, 'l', 100).binding?.id).toBe('lockSelected')
  expect(press(first.begun, 'h', 100).key).toBe('t h')
  expect(press(first.begun, 'f', 100).binding?.id).toBe('nextImage')
})

test('a person has keys of their own on top of a preset, and an act may have none', () => {
  const own = bindingsOf({ preset: 'cvat', own: { nextImage: ['arrowright'], previousImage: [] } })
  expect(bindingFor(own, 'arrowright', ['page'])?.id).toBe('nextImage')
  expect(bindingFor(own, 'f', ['page'])).toBeNull()
  expect(bindingFor(own, 'd', ['page'])).toBeNull()
  expect(bindingFor(own, 'h', ['page'])?.id).toBe('hide')
})

test('keys that stand in each other’s way are found', () => {
  const after = (own: KeyChoice['own']) => wordsOf({ preset: 'cvat', own })
  expect(after({ nextImage: ['d'] })).toEqual(['d: nextImage before previousImage, same place'])
  expect(after({ nextImage: ['l'] })).toEqual(['l: lockSelected before nextImage, hidden by a more special place'])
  expect(after({ nextImage: ['t'] })).toEqual(
    expect.arrayContaining([
      't: nextImage before hide, waits for a second key',
      't: nextImage before lock, waits for a second key',
    ]),
  )
  expect(after({ nextImage: ['arrowright'] })).toEqual(['arrowright: nudge before nextImage, hidden by a more special place'])
})

test('the scopes are in force from the most special to the page', () => {
  expect(SCOPES.at(-1)).toBe('page')
  expect(bindingFor(cvat, 'enter', [...SCOPES].reverse())?.scope).not.toBe('page')
})

test('letters stay letters on a keyboard that writes others', () => {
  expect(keyOf(anEvent('ф', 'KeyA'))).toBe('a')
  expect(keyOf(anEvent('˙', 'KeyH', { altKey: true }))).toBe('alt+h')
  expect(keyOf(anEvent('z', 'KeyY'))).toBe('z')
  expect(keyOf(anEvent(' ', 'Space', { ctrlKey: true }))).toBe('ctrl+space')
  expect(keyOf(anEvent('+', 'BracketRight', { ctrlKey: true }))).toBe('ctrl++')
})

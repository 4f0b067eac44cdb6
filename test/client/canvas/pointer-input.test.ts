import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aPointerBench } from './pointers.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', new EventTarget())
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a mouse is told to the tool as it comes', () => {
  const { mouse, told, inputs, isCoarse } = aPointerBench()
  mouse.down(10, 10)
  mouse.move(20, 20)
  mouse.up(20, 20)
  expect(told).toEqual(['down 10,10', 'move 20,20', 'up 20,20'])
  expect(inputs.map(({ pressure }) => pressure)).toEqual([0.5, 0.5, 0.5])
  expect(isCoarse()).toBe(false)
})

test('two presses at one place are a double click, and each counts once', () => {
  const { mouse, inputs, wait } = aPointerBench()
  for (let press = 0; press < 2; press++) {
    mouse.down(10, 10)
    mouse.up(10, 10)
  }
  wait(1000)
  mouse.down(10, 10)
  expect(inputs.map(({ clicks }) => clicks)).toEqual([1, 1, 2, 2, 1])
})

test('one finger draws', () => {
  const { finger, told, view, isCoarse } = aPointerBench()
  finger.down(10, 10)
  expect(told).toEqual([])
  finger.move(12, 10)
  finger.move(40, 40)
  finger.up(40, 40)
  expect(told).toEqual(['down 10,10', 'move 40,40', 'up 40,40'])
  expect(view).toEqual([])
  expect(isCoarse()).toBe(true)
})

test('a tap of a finger is a click', () => {
  const { finger, told } = aPointerBench()
  finger.down(10, 10)
  finger.up(11, 10)
  expect(told).toEqual(['down 10,10', 'up 11,10'])
})

test('two fingers zoom and move the view, and leave no dot behind', () => {
  const { finger, secondFinger, told, view } = aPointerBench()
  finger.down(100, 100)
  secondFinger.down(200, 100)
  secondFinger.move(300, 100)
  secondFinger.up(300, 100)
  finger.move(110, 100)
  finger.up(110, 100)
  expect(view).toEqual(['pan 50,0', 'zoom 2.00 at 200,100', 'pan 10,0'])
  expect(told).toEqual([])
})

test('a second finger takes back what the first began to draw', () => {
  const { finger, secondFinger, told } = aPointerBench()
  finger.down(100, 100)
  finger.move(130, 100)
  secondFinger.down(200, 100)
  finger.move(140, 100)
  finger.up(140, 100)
  secondFinger.up(200, 100)
  expect(told).toEqual(['down 100,100', 'move 130,100', 'cancel'])
})

test('a finger that rests asks for the menu, and draws nothing', () => {
  const { finger, told, menus } = aPointerBench()
  finger.down(50, 60)
  vi.advanceTimersByTime(600)
  finger.move(90, 60)
  finger.up(90, 60)
  expect(menus).toEqual([{ x: 50, y: 60 }])
  expect(told).toEqual([])
})

test('a finger that moves in time asks for nothing', () => {
  const { finger, menus } = aPointerBench()
  finger.down(50, 60)
  finger.move(90, 60)
  vi.advanceTimersByTime(600)
  expect(menus).toEqual([])
})

test('the right button asks for the menu', () => {
  const { rightClick, menus, told } = aPointerBench()
  rightClick(7, 8)
  expect(menus).toEqual([{ x: 7, y: 8 }])
  expect(told).toEqual([])
})

test('a pen tells how hard it presses, and the hand that holds it is not heard', () => {
  const { pen, palm, told, inputs, view } = aPointerBench()
  pen.down(10, 10, { pressure: 0.8 })
  palm.down(60, 90)
  palm.move(90, 90)
  palm.up(90, 90)
  pen.up(10, 10, { pressure: 0 })
  expect(told).toEqual(['down 10,10', 'up 10,10'])
  expect(inputs[0]?.pressure).toBe(0.8)
  expect(view).toEqual([])
})

test('a palm that came before the pen takes back what it began', () => {
  const { pen, palm, told } = aPointerBench()
  palm.down(60, 90)
  palm.move(90, 90)
  pen.down(10, 10)
  palm.move(99, 90)
  pen.up(10, 10)
  expect(told).toEqual(['down 60,90', 'move 90,90', 'cancel', 'down 10,10', 'up 10,10'])
})

test('after a pen was seen, a finger moves the view', () => {
  const { pen, finger, told, view, wait } = aPointerBench()
  pen.move(10, 10)
  wait(1000)
  finger.down(50, 50)
  finger.move(70, 50)
  finger.move(75, 50)
  finger.up(75, 50)
  expect(told).toEqual([])
  expect(view).toEqual(['pan 20,0', 'pan 5,0'])
})

test('who wants it draws with fingers beside a pen, or never', () => {
  const both = aPointerBench({ fingers: 'draw' })
  both.pen.move(10, 10)
  both.wait(1000)
  both.finger.down(50, 50)
  both.finger.move(70, 50)
  expect(both.told).toEqual(['down 50,50', 'move 70,50'])
  const never = aPointerBench({ fingers: 'pan' })
  never.finger.down(50, 50)
  never.finger.move(70, 50)
  expect(never.view).toEqual(['pan 20,0'])
})

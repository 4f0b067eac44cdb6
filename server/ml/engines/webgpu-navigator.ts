/** Puts `navigator.gpu` where the tensor library looks for it, until it is taken back: as long as it is there, Node does not exit. */
export function lendNavigator(gpu: GPU): { takeBack(): void } {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true, writable: true })
  return {
    takeBack() {
      if (before) Object.defineProperty(globalThis, 'navigator', before)
      else Reflect.deleteProperty(globalThis, 'navigator')
    },
  }
}

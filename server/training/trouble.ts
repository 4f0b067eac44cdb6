/** What ended an attempt that is worth another one: too little memory, a lost graphics card, or a process that died for no stated reason. */
export type Trouble = 'memory' | 'driver' | 'crash'

/** As TensorFlow, CUDA, Dawn, WebAssembly, V8 and the C++ library say it. */
const MEMORY_WORDS =
  /out of memory|\bOOM\b|resource.?exhausted|bad_alloc|cannot allocate|failed to allocate|allocation failed|memory access out of bounds|invalid typed array length|out_of_(host|device)_memory/i
const DRIVER_WORDS =
  /device (was |is )?lost|device_lost|CUDA_ERROR|CUDA error|CUDNN_STATUS|CUBLAS_STATUS|GPU hang|unspecified launch failure/i

/** What an error message or the last words of a process tell of; null where they tell of something that another attempt would meet again. */
export function troubleTold(text: string): Exclude<Trouble, 'crash'> | null {
  if (MEMORY_WORDS.test(text)) return 'memory'
  return DRIVER_WORDS.test(text) ? 'driver' : null
}

/** How a process ended: its last words, and how many processes the kernel has killed for memory meanwhile. */
export type ProcessEnd = { lastWords: string; killedForMemory: number }

/** What ended a process that died without an answer. */
export function troubleOfDeath({ lastWords, killedForMemory }: ProcessEnd): Trouble {
  return troubleTold(lastWords) ?? (killedForMemory > 0 ? 'memory' : 'crash')
}

export async function prepareProject(): Promise<never> { throw new Error('x') }

/** The views of a model's page; the first is shown where none is asked for. */
export const MODEL_TABS = ['look', 'cases', 'suspects', 'beside', 'gate'] as const
export type ModelTab = (typeof MODEL_TABS)[number]

/** The parts of the settings, as the address bar calls them. */
export const SETTINGS_TABS = ['labels', 'loop', 'people', 'keys', 'tokens', 'notifications', 'project'] as const
export type SettingsTab = (typeof SETTINGS_TABS)[number]

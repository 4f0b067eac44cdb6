import { startLanguage } from './i18n.ts'

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no element with the id "root"')

await startLanguage()
const { startApp } = await import('./app.tsx')
startApp(container)

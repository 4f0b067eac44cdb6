import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import './theme/tokens.css'
import { createQueryClient } from './query-client.ts'
import { createAppRouter } from './routes/router.tsx'
import { startSession } from './sign-in.ts'

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no element with the id "root"')

const queryClient = createQueryClient()
const router = createAppRouter(queryClient)

void startSession()
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)

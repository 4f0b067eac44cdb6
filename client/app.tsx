import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import './theme/tokens.css'
import { pageOfMlflow } from './mlflow-address.ts'
import { createQueryClient } from './query-client.ts'
import { createAppRouter } from './routes/router.tsx'
import { startSession } from './sign-in.ts'

/** Puts the product into the page. Loaded after the language, since modules speak when they are loaded. */
export function startApp(container: HTMLElement): void {
  const printed = pageOfMlflow(location.hash)
  if (printed !== null) history.replaceState(null, '', printed)
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
}

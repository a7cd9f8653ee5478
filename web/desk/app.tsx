import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiProblem } from '../shared/api.ts'
import { ErrorBoundary, ProblemState } from '../shared/states.tsx'
import { ThemeProvider } from '../shared/theme/theme-provider.tsx'
import { modules } from './modules.ts'
import { registerOpens } from './opens.ts'
import { router } from './router.tsx'
import { loadSession, useSession } from './session.ts'
import { AppearanceKeeper } from './shell/appearance-keeper.tsx'
import { SessionGuard } from './shell/session-guard.tsx'
import { SignInPage } from './shell/sign-in-page.tsx'

registerOpens(modules)

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only the world's failures are worth a second try.
      retry: (failures, error) => error instanceof ApiProblem && error.isTransient && failures < 2,
      refetchOnWindowFocus: true,
      staleTime: 15_000,
    },
    mutations: { retry: false },
  },
})

export function App() {
  return (
    <ThemeProvider>
      <ErrorBoundary>
        <QueryClientProvider client={client}>
          <Gate />
        </QueryClientProvider>
      </ErrorBoundary>
    </ThemeProvider>
  )
}

/** The desk for those who are signed in, the sign-in page for the others. */
function Gate() {
  const session = useSession()
  useEffect(() => {
    if (session.kind === 'unknown') void loadSession()
  }, [session.kind])
  switch (session.kind) {
    case 'unknown':
      return <div className="first-paint" role="status" />
    case 'unreachable':
      return <ProblemState error={session.problem} size="large" onRetry={() => void loadSession()} />
    case 'signing-in':
      return <SignInPage signIn={session.signIn} />
    default:
      return (
        <>
          <RouterProvider router={router} />
          <SessionGuard />
          <AppearanceKeeper />
        </>
      )
  }
}

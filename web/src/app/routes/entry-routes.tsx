import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { ForgotPage } from '@/features/entry/components/forgot-page';
import { FromMailPage } from '@/features/entry/components/from-mail-page';
import { FromProviderPage } from '@/features/entry/components/from-provider-page';
import { LandingPage } from '@/features/entry/components/landing-page';
import { SetupPage } from '@/features/entry/components/setup-page';
import { SignInPage } from '@/features/entry/components/sign-in-page';
import { SignUpPage } from '@/features/entry/components/sign-up-page';
import { paths } from '@/config/paths';
import { sessionQuery } from '@/lib/queries/session';
import { ownAddress } from '../search';

const setupRoute = getRouteApi('/entry/setup');
const signInRoute = getRouteApi('/entry/sign-in');
const fromProviderRoute = getRouteApi('/from-provider');

export function LandingRoute() {
  const session = useQuery(sessionQuery).data;
  return <LandingPage setupRequired={session?.setup_required ?? false} signUpOpen={session?.signup_enabled ?? false} />;
}

export function SetupRoute() {
  const { code } = setupRoute.useSearch();
  const session = useQuery(sessionQuery).data;
  const navigate = useNavigate();
  const hideCode = useCallback(() => void navigate({ to: paths.setup, search: {}, replace: true }), [navigate]);
  return (
    <SetupPage
      code={code}
      required={session?.setup_required ?? true}
      onCodeRead={hideCode}
      onDone={() => void navigate({ to: paths.studio, replace: true })}
    />
  );
}

export function SignInRoute() {
  const { next, refused } = signInRoute.useSearch();
  const session = useQuery(sessionQuery).data;
  const navigate = useNavigate();
  return (
    <SignInPage
      signUpOpen={session?.signup_enabled ?? false}
      next={next}
      refused={refused}
      onDone={() => void navigate({ href: next ?? paths.studio, replace: true })}
    />
  );
}

export function SignUpRoute() {
  const session = useQuery(sessionQuery).data;
  const navigate = useNavigate();
  return (
    <SignUpPage
      open={session?.signup_enabled ?? false}
      onDone={() => void navigate({ to: paths.studio, replace: true })}
    />
  );
}

export function ForgotRoute() {
  const navigate = useNavigate();
  return <ForgotPage onDone={() => void navigate({ to: paths.studio, replace: true })} />;
}

export function FromMailRoute() {
  const session = useQuery(sessionQuery).data;
  const navigate = useNavigate();
  return (
    <FromMailPage signedIn={Boolean(session?.user)} onDone={() => void navigate({ to: paths.studio, replace: true })} />
  );
}

export function FromProviderRoute() {
  const { code, error_code: refused } = fromProviderRoute.useSearch();
  const navigate = useNavigate();
  return (
    <FromProviderPage
      code={code}
      refused={refused}
      onDone={(next) => void navigate({ href: ownAddress(next) ?? paths.studio, replace: true })}
      onLinked={(provider) => void navigate({ to: paths.account, search: { linked: provider }, replace: true })}
      onRefused={(reason, purpose) =>
        void navigate({
          to: purpose === 'link' ? paths.account : paths.signIn,
          search: { refused: reason },
          replace: true,
        })
      }
    />
  );
}

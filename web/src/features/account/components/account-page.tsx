import { useQuery } from '@tanstack/react-query';
import { AnswersSection } from '@/components/answers/answers-section';
import { Loading } from '@/components/ui/loading';
import { Page } from '@/components/ui/page';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { useDoors } from '@/lib/queries/session';
import { accountQuery } from '../api/account';
import { words } from '../words';
import { DeleteSection } from './delete-section';
import { EmailSection } from './email-section';
import { ExportSection } from './export-section';
import { FactorsSection } from './factors-section';
import { NameSection } from './name-section';
import { PasswordSection } from './password-section';
import { PhoneSection } from './phone-section';
import { SignInsSection } from './sign-ins-section';
import { WaysSection } from './ways-section';

/** What a person sets for themselves, wherever they sign in. */
export function AccountPage({ linked, refused }: { linked?: string | undefined; refused?: string | undefined }) {
  const account = useQuery(accountQuery);
  const { phone } = useDoors();
  return (
    <Page title={words.title} className="[&_form]:max-w-[400px]">
      {account.isPending && (
        <Loading label={words.loading} className="flex max-w-[400px] flex-col gap-8">
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </Loading>
      )}
      {account.error && (
        <ProblemPanel compact title={words.failed} problem={account.error} onRetry={() => void account.refetch()} />
      )}
      {account.data && (
        <>
          <NameSection account={account.data} />
          <EmailSection account={account.data} />
          {(phone || account.data.phone) && <PhoneSection account={account.data} />}
          <PasswordSection account={account.data} />
          <FactorsSection account={account.data} />
          <SignInsSection />
          <WaysSection account={account.data} linked={linked} refused={refused} />
          <AnswersSection path="/api/account/answers" />
          <ExportSection />
          <DeleteSection account={account.data} />
        </>
      )}
    </Page>
  );
}

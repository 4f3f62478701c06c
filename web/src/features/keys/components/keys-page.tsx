import { Page } from '@/components/ui/page';
import { useUser } from '@/lib/queries/session';
import { AccessKeys } from './access-keys';
import { ProjectKeysSection } from './project-keys';
import { ProviderKeys } from './provider-keys';

export function KeysPage() {
  const user = useUser();
  return (
    <Page title="Keys">
      <ProviderKeys />
      <AccessKeys />
      {user?.is_admin && <ProjectKeysSection />}
    </Page>
  );
}

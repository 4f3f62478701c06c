import { Link } from '@tanstack/react-router';
import { BookOpen } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Page } from '@/components/ui/page';
import { paths } from '@/config/paths';
import { useUser } from '@/lib/queries/session';
import { AccessKeys } from './access-keys';
import { ProjectKeysSection } from './project-keys';
import { ProviderKeys } from './provider-keys';

export function KeysPage() {
  const user = useUser();
  return (
    <Page
      title="Keys"
      actions={
        <Button size="sm" asChild>
          <Link to={paths.reference}>
            <BookOpen size={16} strokeWidth={1.5} aria-hidden />
            API reference
          </Link>
        </Button>
      }
    >
      <ProviderKeys />
      <AccessKeys />
      {user?.is_admin && <ProjectKeysSection />}
    </Page>
  );
}

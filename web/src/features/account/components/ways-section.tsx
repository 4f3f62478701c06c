import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { ProviderMark } from '@/components/ui/provider-mark';
import { Section } from '@/components/ui/section';
import { TimeAgo } from '@/components/ui/time-ago';
import { authProblem, type AuthIdentity, type AuthUser } from '@/lib/api/auth';
import type { ApiProblem } from '@/lib/api/problem';
import { leave } from '@/lib/leaving';
import { useDoors } from '@/lib/queries/session';
import { useUnlink } from '../api/account';
import { providerName, words } from '../words';

interface Props {
  account: AuthUser;
  /** What came of linking, once the browser is back. */
  linked: string | undefined;
  refused: string | undefined;
}

/** What an account can be opened with; other issuers are linked and taken away where the owner of the studio allows it. */
export function WaysSection({ account, linked, refused }: Props) {
  const { providers, manual_linking: allowed } = useDoors();
  const [removing, setRemoving] = useState<AuthIdentity | null>(null);
  const unlink = useUnlink();
  const link = useMutation<void, ApiProblem, string>({
    mutationFn: (provider) => leave({ provider, purpose: 'link' }),
  });
  const identities = account.identities ?? [];
  const nameOf = (name: string) => providers.find((one) => one.name === name)?.label ?? providerName(name);
  const free = allowed ? providers.filter(({ name }) => !identities.some(({ provider }) => provider === name)) : [];
  const failure = link.error ?? unlink.error ?? (refused ? authProblem(refused) : null);
  return (
    <Section title={words.ways.title} lead={words.ways.lead}>
      {identities.length === 0 && <p className="text-ink-2">{words.ways.none}</p>}
      <ul aria-label={words.ways.title}>
        {identities.map((identity) => (
          <li
            key={identity.identity_id}
            className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2 last:border-0"
          >
            <ProviderMark name={identity.provider} className="size-5 text-ink-2" />
            <span className="font-medium">{nameOf(identity.provider)}</span>
            <span className="min-w-0 grow break-words text-ink-2">{identity.email}</span>
            <span className="text-sm text-ink-3">
              {words.ways.since} <TimeAgo at={identity.created_at} />
            </span>
            {allowed && identities.length > 1 && (
              <Button
                size="sm"
                variant="danger"
                aria-label={`${words.ways.unlink}: ${nameOf(identity.provider)}`}
                onClick={() => setRemoving(identity)}
              >
                {words.ways.unlink}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {failure && <ProblemPanel compact title={failure.problem.title} problem={failure} />}
      <p role="status" className="text-sm text-ink-2 empty:hidden">
        {!failure && linked && `${nameOf(linked)} ${words.ways.linked}`}
      </p>
      {free.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {free.map(({ name, label }) => (
            <Button key={name} disabled={link.isPending} onClick={() => link.mutate(name)}>
              <ProviderMark name={name} />
              {words.ways.link} {label}
            </Button>
          ))}
        </div>
      )}
      {!allowed && <p className="max-w-[60ch] text-sm text-ink-3">{words.ways.fixed}</p>}
      {allowed && identities.length === 1 && <p className="max-w-[60ch] text-sm text-ink-3">{words.ways.last}</p>}
      <ConfirmDialog
        open={removing !== null}
        title={words.ways.unlinkSure}
        body={words.ways.unlinkBody}
        confirm={words.ways.unlink}
        onConfirm={() => removing && unlink.mutate(removing.identity_id)}
        onClose={() => setRemoving(null)}
      />
    </Section>
  );
}

import { Section } from '@/components/ui/section';
import { TimeAgo } from '@/components/ui/time-ago';
import type { AuthUser } from '@/lib/api/auth';
import { providerName, words } from '../words';

export function WaysSection({ account }: { account: AuthUser }) {
  const identities = account.identities ?? [];
  return (
    <Section title={words.ways.title} lead={words.ways.lead}>
      {identities.length === 0 && <p className="text-ink-2">{words.ways.none}</p>}
      <ul>
        {identities.map((identity) => (
          <li
            key={identity.identity_id}
            className="flex min-h-10 flex-wrap items-center gap-x-4 border-b border-line py-2 last:border-0"
          >
            <span className="font-medium">{providerName(identity.provider)}</span>
            <span className="min-w-0 grow break-words text-ink-2">{identity.email}</span>
            <span className="text-sm text-ink-3">
              {words.ways.since} <TimeAgo at={identity.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

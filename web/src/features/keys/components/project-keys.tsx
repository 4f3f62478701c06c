import { useQuery } from '@tanstack/react-query';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { IconButton } from '@/components/ui/icon-button';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { projectKeysQuery } from '../api/access-keys';

function Value({ name, help, value, secret }: { name: string; help: string; value: string; secret?: boolean }) {
  const [shown, setShown] = useState(!secret);
  return (
    <li className="grid items-center gap-x-6 gap-y-1 border-t border-line py-3 first:border-0 first:pt-0 md:grid-cols-[200px_1fr_auto]">
      <div>
        <p className="font-medium">{name}</p>
        <p className="text-sm text-ink-3">{help}</p>
      </div>
      <p className="min-w-0 truncate font-mono text-sm text-ink-2">{shown ? value : '•'.repeat(32)}</p>
      <span className="flex justify-end">
        {secret && (
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? `Hide ${name}` : `Show ${name}`}
            onClick={() => setShown(!shown)}
          />
        )}
        <CopyButton text={value} label={`Copy ${name}`} />
      </span>
    </li>
  );
}

/** What a client library needs to use this server as its backend. */
export function ProjectKeysSection() {
  const keys = useQuery(projectKeysQuery);
  return (
    <Section
      title="Project keys"
      lead="For client libraries that use this server as their backend. Only admins see them."
    >
      {keys.error && (
        <ProblemPanel
          compact
          title="The project keys could not be loaded"
          problem={keys.error}
          onRetry={() => void keys.refetch()}
        />
      )}
      {keys.data && (
        <ul>
          <Value name="Address" help="Where the server is." value={keys.data.url} />
          <Value name="anon key" help="May be public; row rules apply." value={keys.data.anon_key} />
          <Value
            name="service_role key"
            help="Passes all row rules. Keep it on servers."
            value={keys.data.service_role_key}
            secret
          />
        </ul>
      )}
    </Section>
  );
}

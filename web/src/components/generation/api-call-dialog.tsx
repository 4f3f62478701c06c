import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented } from '@/components/ui/segmented';
import { TabList, TabPanel, Tabs } from '@/components/ui/tabs';
import { api } from '@/lib/api/client';
import { apiCall, keyPlaceholder, languages, speaksOpenAi, type Dialect, type Language } from '@/lib/api-call';
import type { AccessKey, GenerateRequest } from '@/lib/api/types';

interface Props {
  request: GenerateRequest;
  open: boolean;
  onClose: () => void;
}

/** Exactly this run as a program would ask for it, with a key made on the spot if wanted. */
export function ApiCallDialog({ request, open, onClose }: Props) {
  const [language, setLanguage] = useState<Language>('curl');
  const [dialect, setDialect] = useState<Dialect>('atelier');
  const create = useMutation({
    mutationFn: () =>
      api.post<AccessKey & { key: string }>('/api/access-keys', { name: 'API call', expires_in_days: 30 }),
  });
  const key = create.data?.key;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      wide
      title="The API call for this run"
      description="The same prompt, model and parameters. A program gets the same result, price and history."
    >
      <div className="flex flex-col gap-4">
        <Tabs value={language} onValueChange={(next) => setLanguage(next as Language)} className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <TabList label="Language" value={language} tabs={languages} />
            {speaksOpenAi(request) && (
              <Segmented
                label="Words of the call"
                value={dialect}
                onChange={setDialect}
                segments={[
                  { value: 'atelier', label: 'Atelier' },
                  { value: 'openai', label: 'OpenAI SDK' },
                ]}
              />
            )}
          </div>
          {languages.map(({ value, label }) => {
            const code = apiCall(value, window.location.origin, request, key, dialect);
            return (
              <TabPanel
                key={value}
                value={value}
                className="flex items-start rounded-panel bg-ground light:bg-raised data-[state=inactive]:hidden"
              >
                <pre
                  // Long lines scroll, and whoever uses the keyboard must be able to scroll them.
                  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
                  tabIndex={0}
                  aria-label={`${label} code`}
                  className="max-h-[42vh] min-w-0 grow overflow-auto rounded-panel p-4 font-mono text-xs leading-5 text-ink"
                >
                  {code}
                </pre>
                <CopyButton text={code} label="Copy code" className="m-2 ml-0" />
              </TabPanel>
            );
          })}
        </Tabs>
        {key ? (
          <p className="text-ink-2">
            The key in the code is shown only now and ends in 30 days. You can revoke it under Keys.
          </p>
        ) : (
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-ink-2">
              <code className="font-mono text-sm text-ink">{keyPlaceholder}</code> stands for an access key.
            </p>
            <Button size="sm" onClick={() => create.mutate()} disabled={create.isPending}>
              <KeyRound size={16} strokeWidth={1.5} aria-hidden />
              Create a key for it
            </Button>
          </div>
        )}
        {create.error && <ProblemPanel compact title="The key could not be created" problem={create.error} />}
      </div>
    </Dialog>
  );
}

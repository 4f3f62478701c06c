import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { limits } from '@/config/limits';
import { useDebounced } from '@/lib/use-debounced';
import { messagesQuery } from '../api/messages';
import { mailWords as words } from '../words';
import { MailMessage } from './mail-message';

/** What was written to people; with its text where no mail server is set, so that codes and links can be read here. */
export function Mail() {
  const [recipient, setRecipient] = useState('');
  const sought = useDebounced(recipient, limits.searchDelayMs);
  const messages = useQuery(messagesQuery(sought));
  return (
    <div className="flex flex-col gap-6">
      <p className="max-w-[70ch] text-ink-2">{words.lead}</p>
      <div className="flex flex-wrap items-end gap-3">
        <Field label={words.recipient} className="grow md:max-w-[320px]">
          {(control) => (
            <Input
              {...control}
              type="email"
              value={recipient}
              onChange={(event) => setRecipient(event.target.value.trim())}
            />
          )}
        </Field>
        <Button disabled={messages.isFetching} onClick={() => void messages.refetch()}>
          <RotateCw size={16} strokeWidth={1.5} aria-hidden />
          {words.refresh}
        </Button>
      </div>
      {messages.isPending && (
        <Loading label={words.loading} className="flex flex-col gap-2">
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </Loading>
      )}
      {messages.error && (
        <ProblemPanel compact title={words.failed} problem={messages.error} onRetry={() => void messages.refetch()} />
      )}
      {messages.data?.length === 0 &&
        (sought ? (
          <p className="text-ink-2">{words.noneTo}</p>
        ) : (
          <Empty className="px-0 py-8 md:px-0" title={words.none} body={words.noneBody} />
        ))}
      {messages.data && messages.data.length > 0 && (
        <ul aria-label={words.list}>
          {messages.data.map((message) => (
            <MailMessage key={message.id} message={message} />
          ))}
        </ul>
      )}
    </div>
  );
}

import { StatusWord, type Tone } from '@/components/ui/status-word';
import { TimeAgo } from '@/components/ui/time-ago';
import type { SentMessage } from '@/lib/api/administration';
import { linked } from '../lib/linked';
import { mailWords as words } from '../words';

const tones: Record<SentMessage['state'], Tone> = { kept: 'neutral', pending: 'info', sent: 'good', failed: 'bad' };

/** One message: to whom, what about, where it is, and its text if it is kept here. */
export function MailMessage({ message }: { message: SentMessage }) {
  return (
    <li className="flex flex-col gap-2 border-b border-line py-4 last:border-0">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 className="font-medium break-words">{message.subject || words.textMessage}</h2>
        <span className="min-w-0 grow break-words text-ink-2 max-md:basis-full">{message.recipient}</span>
        <StatusWord tone={tones[message.state]}>{words.states[message.state]}</StatusWord>
        <TimeAgo at={message.created_at} className="text-sm text-ink-3" />
      </div>
      {message.text && (
        <p className="max-w-[80ch] text-sm break-words whitespace-pre-wrap text-ink-2">
          {linked(message.text).map((piece, at) =>
            piece.link ? (
              // The pieces of one text never change places.
              // oxlint-disable-next-line react/no-array-index-key
              <a key={at} href={piece.text} rel="noreferrer" className="text-accent-text underline underline-offset-4">
                {piece.text}
              </a>
            ) : (
              piece.text
            ),
          )}
        </p>
      )}
      {message.error && <p className="text-sm text-bad">{message.error}</p>}
    </li>
  );
}

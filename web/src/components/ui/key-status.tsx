import { CircleAlert, CircleCheck, CircleHelp } from 'lucide-react';
import type { KeyStatus } from '@/lib/api/types';
import { StatusWord } from './status-word';

const looks = {
  valid: { tone: 'good', icon: CircleCheck, word: 'Works' },
  unverified: { tone: 'warn', icon: CircleHelp, word: 'Unverified' },
  invalid: { tone: 'bad', icon: CircleAlert, word: 'Refused' },
} as const;

/** The state of a stored key, as icon and word. */
export function KeyStatusWord({ status }: { status: KeyStatus }) {
  const { tone, icon, word } = looks[status];
  return (
    <StatusWord tone={tone} icon={icon}>
      {word}
    </StatusWord>
  );
}

import { TimeAgo } from '@/components/ui/time-ago';
import type { AdminUser } from '@/lib/api/administration';
import { count, day, money } from '@/lib/format';
import { peopleWords as words } from '../words';
import type { CreditsAct } from './credits-dialog';
import { PersonActions } from './person-actions';

interface Props {
  rows: readonly AdminUser[];
  onCredits: (asked: { act: CreditsAct; person: AdminUser }) => void;
  onSaid: (text: string) => void;
  onRefused: (problem: Error) => void;
}

/** In a word, what is not as usual with an account. */
function Marks({ person }: { person: AdminUser }) {
  return (
    <span className="flex gap-2 text-sm">
      {person.is_admin && <span className="text-accent-text">{words.admin}</span>}
      {person.banned && <span className="text-bad">{words.banned}</span>}
      {!person.email_confirmed && <span className="text-ink-3">{words.unconfirmed}</span>}
    </span>
  );
}

/** Everybody of this studio, what they made, and what they have left. */
export function PeopleTable({ rows, onCredits, onSaid, onRefused }: Props) {
  return (
    <div
      // What does not fit is scrolled, and whoever uses the keyboard must be able to scroll it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label="People"
      className="overflow-x-auto"
    >
      <table className="w-full text-left">
        <caption className="sr-only">People of this studio</caption>
        <thead className="text-sm text-ink-3">
          <tr className="h-8 border-b border-line">
            <th className="font-normal">E-mail</th>
            <th className="font-normal max-md:hidden">Since</th>
            <th className="font-normal max-md:hidden">Last here</th>
            <th className="pr-4 text-right font-normal max-md:hidden">Made</th>
            <th className="pr-4 text-right font-normal max-md:hidden">Cost</th>
            <th className="text-right font-normal">Credits</th>
            <th className="w-14">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((person) => (
            <tr key={person.id} className="h-11 border-b border-line last:border-0">
              <td className="max-w-72 py-1 pr-4">
                <span className="block truncate">{person.email}</span>
                <Marks person={person} />
              </td>
              <td className="tabular pr-4 text-ink-3 max-md:hidden">{day(person.created_at)}</td>
              <td className="tabular pr-4 text-ink-3 max-md:hidden">
                {person.last_sign_in_at ? <TimeAgo at={person.last_sign_in_at} /> : words.never}
              </td>
              <td className="tabular pr-4 text-right text-ink-2 max-md:hidden">{count(person.generation_count)}</td>
              <td className="tabular pr-4 text-right text-ink-2 max-md:hidden">{money(person.cost_micros)}</td>
              <td className="tabular text-right">{money(person.credits_micros)}</td>
              <td className="text-right">
                <PersonActions
                  person={person}
                  onCredits={(act) => onCredits({ act, person })}
                  onSaid={onSaid}
                  onRefused={onRefused}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

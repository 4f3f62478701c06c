import { Button } from '@/components/ui/button';
import type { AdminUser } from '@/lib/api/types';
import { count, day, money } from '@/lib/format';

interface Props {
  rows: readonly AdminUser[];
  onGrant: (person: AdminUser) => void;
}

/** Everybody of this studio, what they made, and what they have left. */
export function PeopleTable({ rows, onGrant }: Props) {
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
            <th className="pr-4 text-right font-normal max-md:hidden">Made</th>
            <th className="pr-4 text-right font-normal max-md:hidden">Cost</th>
            <th className="text-right font-normal">Credits</th>
            <th className="w-32">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((person) => (
            <tr key={person.id} className="h-11 border-b border-line last:border-0">
              <td className="max-w-60 truncate pr-4">
                {person.email} {person.is_admin && <span className="text-sm text-accent-text">admin</span>}
              </td>
              <td className="tabular pr-4 text-ink-3 max-md:hidden">{day(person.created_at)}</td>
              <td className="tabular pr-4 text-right text-ink-2 max-md:hidden">{count(person.generation_count)}</td>
              <td className="tabular pr-4 text-right text-ink-2 max-md:hidden">{money(person.cost_micros)}</td>
              <td className="tabular text-right">{money(person.credits_micros)}</td>
              <td className="text-right">
                <Button
                  variant="quiet"
                  size="sm"
                  aria-label={`Grant credits to ${person.email}`}
                  onClick={() => onGrant(person)}
                >
                  Grant
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

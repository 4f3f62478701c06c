import { allUsage } from '@/components/usage/api';
import { RangePicker } from '@/components/usage/range-picker';
import { UsageTable } from '@/components/usage/usage-table';

/** What everybody made and what it cost. */
export function ServerUsage() {
  return (
    <UsageTable home={allUsage}>
      <RangePicker />
    </UsageTable>
  );
}

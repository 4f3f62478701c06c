import { Segmented } from '@/components/ui/segmented';
import { usePreferences } from '@/lib/stores/preferences';

/** The time that is looked at; remembered. */
export function RangePicker() {
  const { usageDays, set } = usePreferences();
  return (
    <Segmented
      label="Time"
      value={usageDays}
      onChange={(days) => set({ usageDays: days })}
      segments={[
        { value: '1', label: 'Today' },
        { value: '7', label: '7 days' },
        { value: '30', label: '30 days' },
        { value: '90', label: '90 days' },
        { value: 'all', label: 'All' },
      ]}
    />
  );
}

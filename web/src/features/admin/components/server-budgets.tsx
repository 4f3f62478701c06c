import { BudgetSection } from '@/components/budgets/budget-section';

const everything = { scope: 'server', subjectId: null, admin: true } as const;

/** What the whole server may spend. */
export function ServerBudgets() {
  return <BudgetSection home={everything} mayAdd />;
}

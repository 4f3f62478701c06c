import { AuditLog } from '@/components/audit/audit-log';

/** Who did what on this server. */
export function ServerAudit() {
  return <AuditLog path="/api/admin/audit" />;
}

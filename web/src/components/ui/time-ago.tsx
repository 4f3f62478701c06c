import { useEffect, useState } from 'react';
import { exactTime, timeAgo } from '@/lib/format';

/** A relative time with the exact one on hover. */
export function TimeAgo({ at, className }: { at: string; className?: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={exactTime(at)} className={className}>
      {timeAgo(at, now)}
    </time>
  );
}

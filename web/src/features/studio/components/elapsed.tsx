import { useEffect, useState } from 'react';
import { duration } from '@/lib/format';

/** How long ago something began, while one looks at it. */
export function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, []);
  return <span className="tabular">{duration(Math.max(0, now - new Date(since).getTime()))}</span>;
}

import { Globe, Lock } from 'lucide-react';
import { StatusWord } from '@/components/ui/status-word';
import { cn } from '@/lib/cn';
import { words } from '../words';

/** Who reads what is in a bucket, as icon and word. */
export function AccessWord({ isPublic, className }: { isPublic: boolean; className?: string }) {
  return (
    <span
      title={isPublic ? words.buckets.publicHelp : words.buckets.privateHelp}
      className={cn('inline-flex items-center', className)}
    >
      <StatusWord tone={isPublic ? 'info' : 'neutral'} icon={isPublic ? Globe : Lock}>
        {isPublic ? words.buckets.public : words.buckets.private}
      </StatusWord>
    </span>
  );
}

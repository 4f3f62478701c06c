import { Eye, EyeOff } from 'lucide-react';
import { useState, type ComponentProps } from 'react';
import { cn } from '@/lib/cn';
import { IconButton } from './icon-button';
import { Input } from './input';

/** A secret field with a look-at-it button. */
export function PasswordInput({
  revealLabel = 'Show',
  hideLabel = 'Hide',
  ...rest
}: ComponentProps<'input'> & { revealLabel?: string; hideLabel?: string }) {
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input
        {...rest}
        type={shown ? 'text' : 'password'}
        className={cn('pr-11', rest.className)}
        spellCheck={false}
        autoCapitalize="off"
      />
      <IconButton
        icon={shown ? EyeOff : Eye}
        label={shown ? hideLabel : revealLabel}
        aria-pressed={shown}
        className="absolute top-1/2 right-0.5 -translate-y-1/2"
        onClick={() => setShown(!shown)}
      />
    </div>
  );
}

import { cn } from '@/lib/cn';
import { Field } from './field';
import { Input } from './input';

interface Props {
  label: string;
  help?: string;
  error?: string | undefined;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}

/** A code of digits from a message or an authenticator; phones offer it, and it may be pasted with blanks. */
export function CodeField({ label, help, error, value, onChange, className }: Props) {
  return (
    <Field label={label} help={help} error={error} className="w-full">
      {(control) => (
        <Input
          {...control}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={cn('tabular', className)}
        />
      )}
    </Field>
  );
}

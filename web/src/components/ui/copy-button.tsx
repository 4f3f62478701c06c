import { Check, Copy } from 'lucide-react';
import { useCopy } from '@/lib/use-copy';
import { Button, type ButtonProps } from './button';
import { IconButton } from './icon-button';

interface Props extends Omit<ButtonProps, 'onClick' | 'children'> {
  text: string;
  label: string;
  /** Shows the label beside the icon. */
  worded?: boolean;
}

export function CopyButton({ text, label, worded, ...rest }: Props) {
  const [copied, copy] = useCopy();
  const Icon = copied ? Check : Copy;
  if (!worded) return <IconButton icon={Icon} label={copied ? 'Copied' : label} onClick={() => copy(text)} {...rest} />;
  return (
    <Button size="sm" onClick={() => copy(text)} {...rest}>
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  );
}

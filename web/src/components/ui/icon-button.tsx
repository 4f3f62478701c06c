import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from './button';
import { Tooltip } from './tooltip';

interface Props extends Omit<ButtonProps, 'children' | 'asChild'> {
  icon: LucideIcon;
  /** Tooltip and accessible name. */
  label: string;
  keys?: string;
  side?: 'top' | 'right' | 'bottom' | 'left';
}

/** An icon alone always has a tooltip and a name. */
export function IconButton({ icon: Icon, label, keys, side, variant = 'quiet', size = 'icon', ...rest }: Props) {
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})} {...(side ? { side } : {})}>
      <Button variant={variant} size={size} aria-label={label} {...rest}>
        <Icon size={16} strokeWidth={1.5} aria-hidden />
      </Button>
    </Tooltip>
  );
}

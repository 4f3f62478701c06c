import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

const look = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap select-none ' +
    'transition-colors disabled:opacity-45 aria-disabled:opacity-45 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent text-on-accent not-disabled:hover:bg-accent-strong',
        plain: 'border border-line-strong bg-transparent text-ink not-disabled:hover:bg-raised',
        quiet: 'text-ink-2 not-disabled:hover:bg-raised not-disabled:hover:text-ink',
        danger: 'border border-line-strong text-bad not-disabled:hover:border-bad',
        overlay: 'bg-scrim text-white not-disabled:hover:bg-black',
      },
      size: {
        sm: 'h-8 px-3 text-sm',
        md: 'h-9 px-4 text-base',
        lg: 'h-11 px-5 text-base',
        icon: 'size-8 max-md:size-10',
        'icon-lg': 'size-10',
      },
    },
    defaultVariants: { variant: 'plain', size: 'md' },
  },
);

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof look> {
  asChild?: boolean;
}

export function Button({ variant, size, asChild, className, type = 'button', ...rest }: ButtonProps) {
  const Tag = asChild ? Slot.Root : 'button';
  return <Tag className={cn(look({ variant, size }), className)} {...(asChild ? {} : { type })} {...rest} />;
}

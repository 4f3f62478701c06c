import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

export const inputLook =
  'field-ring w-full rounded-control border border-line-strong bg-ground px-3 text-base text-ink ' +
  'aria-invalid:border-bad disabled:opacity-50 max-md:text-lg';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(inputLook, 'h-9 max-md:h-11', className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(inputLook, 'min-h-20 resize-y py-2', className)} {...rest} />;
}

import { Switch as Radix } from 'radix-ui';

interface Props {
  id?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  'aria-label'?: string;
  'aria-describedby'?: string | undefined;
}

export function Switch({ onChange, ...rest }: Props) {
  return (
    <Radix.Root
      {...rest}
      onCheckedChange={onChange}
      className="relative h-5 w-9 shrink-0 rounded-full bg-line-strong transition-colors disabled:opacity-50 data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-4 translate-x-0.5 rounded-full bg-ink transition-transform data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-on-accent light:bg-white light:data-[state=checked]:bg-white" />
    </Radix.Root>
  );
}

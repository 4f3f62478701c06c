import { useState } from 'react';

/**
 * Gives the focus back to what had it before something opened. Radix does so only for its own triggers; ours open by
 * state. What is gone meanwhile, such as an entry of a menu, is left to Radix.
 *
 * @param better looks for a better place than where it came from, such as the tile of the picture now shown
 * @returns for `onCloseAutoFocus`
 */
export function useFocusReturn(open: boolean, better?: () => HTMLElement | null) {
  // Read while rendering: by the first effect a field inside has taken the focus already.
  const [origin, setOrigin] = useState(() => (open ? document.activeElement : null));
  const [wasOpen, setWasOpen] = useState(open);
  if (open !== wasOpen) {
    setWasOpen(open);
    if (open) setOrigin(document.activeElement);
  }
  return (event: Event) => {
    const target = better?.() ?? origin;
    if (!(target instanceof HTMLElement) || !target.isConnected || target === document.body) return;
    event.preventDefault();
    target.focus();
  };
}

import { paths } from '@/config/paths';

/** Where the link of a message brings the browser, as `/auth/v1` asks for it. */
export function mailLanding(): Record<string, string> {
  return { redirect_to: `${window.location.origin}${paths.fromMail}` };
}

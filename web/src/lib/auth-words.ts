interface Words {
  title: string;
  detail: string;
}

/** What a refusal of `/auth/v1` means to the person at the screen, by its code. None says whether an account exists. */
const refusals: Record<string, Words> = {
  otp_expired: {
    title: 'The code does not fit',
    detail: 'It is mistyped, was used, or is too old. Check it, or ask for a new message.',
  },
  over_email_send_rate_limit: {
    title: 'A message was just sent',
    detail: 'Look for it first, also among the unwanted ones.',
  },
  over_request_rate_limit: { title: 'Too many tries', detail: 'Wait a little, then try again.' },
  same_password: { title: 'That is the password you have', detail: 'Choose one that is different.' },
  weak_password: { title: 'The password is too short', detail: 'Choose a longer one; a sentence is best.' },
  reauthentication_not_valid: {
    title: 'The code does not fit',
    detail: 'It is mistyped or too old. Check it, or ask for a new message.',
  },
  insufficient_aal: {
    title: 'A second factor is needed',
    detail: 'This account is kept by an authenticator. Sign in again with a code from it.',
  },
  email_exists: { title: 'This address cannot be used', detail: 'Choose another one.' },
  validation_failed: { title: 'The request was refused', detail: 'Check what you wrote, then try again.' },
  email_address_invalid: { title: 'The address was refused', detail: 'Check how it is written.' },
  user_banned: { title: 'This account is closed', detail: 'Ask the owner of this studio.' },
  session_not_found: { title: 'This sign-in has ended', detail: 'Sign in again.' },
  bad_jwt: { title: 'This sign-in has ended', detail: 'Ask for a new message, or sign in again.' },
  no_authorization: { title: 'This sign-in has ended', detail: 'Sign in again.' },
  captcha_failed: {
    title: 'This page cannot show that you are a person',
    detail: 'The server asks for a check this page does not have. Ask the owner of this studio.',
  },
  mfa_factor_name_conflict: { title: 'This name is taken', detail: 'Give the authenticator another name.' },
  mfa_verification_failed: {
    title: 'The code does not fit',
    detail: 'Take the one your authenticator shows now; it changes every 30 seconds.',
  },
  mfa_challenge_expired: { title: 'That took too long', detail: 'Enter the code your authenticator shows now.' },
  too_many_enrolled_mfa_factors: { title: 'No more fit', detail: 'Remove an authenticator first.' },
};

export function authRefusal(code: string): Words {
  return (
    refusals[code] ?? {
      title: 'The server could not do this',
      detail: 'Try again. If it stays so, tell the owner of this studio the code below.',
    }
  );
}

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
  weak_password: {
    title: 'The password is too weak',
    detail: 'Choose a longer one, or one with more kinds of characters; a sentence is best.',
  },
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
  bad_oauth_state: {
    title: 'The way back was lost',
    detail: 'It took too long, or was begun in another window. Try again.',
  },
  bad_oauth_callback: {
    title: 'The other side said no',
    detail: 'You, or whoever runs it, did not allow it. Try again, or sign in another way.',
  },
  flow_state_not_found: { title: 'The way back was lost', detail: 'It was used already. Try again.' },
  flow_state_expired: { title: 'That took too long', detail: 'Try again.' },
  bad_code_verifier: { title: 'The way back was lost', detail: 'It was begun in another window. Try again.' },
  provider_email_needs_verification: {
    title: 'The address there is not confirmed',
    detail: 'Confirm your address there first, or follow the link in the message we sent to it.',
  },
  signup_disabled: {
    title: 'This studio takes no new people',
    detail: 'Ask its owner for an account, then link this way to sign in on your account page.',
  },
  user_not_found: { title: 'This account is gone', detail: 'Ask the owner of this studio.' },
  identity_already_exists: {
    title: 'This way is taken',
    detail: 'It is linked to an account already, yours or that of somebody else.',
  },
  manual_linking_disabled: {
    title: 'Ways to sign in cannot be changed here',
    detail: 'The owner of this studio has switched it off.',
  },
  single_identity_not_deletable: {
    title: 'This is the last way in',
    detail: 'Link another one before you take it away.',
  },
  email_conflict_identity_not_deletable: {
    title: 'This way has to stay',
    detail: 'Without it this account would have the address of another one.',
  },
  identity_not_found: { title: 'It is gone already', detail: 'Load the page again.' },
  'identity.second_step_over': { title: 'Sign in again', detail: 'The code was not entered.' },
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

/** What the account page says. */
export const words = {
  title: 'Account',
  loading: 'Loading your account',
  failed: 'Your account could not be loaded',
  name: {
    title: 'Name',
    lead: 'How the studio calls you.',
    field: 'Name',
    save: 'Save name',
    saving: 'Saving',
    saved: 'Saved.',
  },
  email: {
    title: 'E-mail',
    lead: 'You sign in with',
    field: 'New address',
    fault: 'Write an e-mail address, like name@example.org.',
    same: 'That is the address you have.',
    save: 'Change address',
    saving: 'Sending the messages',
    pending: 'Waiting for',
    pendingLead:
      'A message went to each of the two addresses. The change counts once the links of both were followed; until then nothing is different.',
    again: 'Send again',
    sending: 'Sending',
    sentAgain: 'Sent again.',
    withdraw: 'Keep the old address',
  },
  password: {
    title: 'Password',
    lead: 'A new password ends every other sign-in of yours.',
    field: 'New password',
    save: 'Change password',
    saving: 'Saving the password',
    saved: 'Your password has changed. Every other sign-in has ended.',
    code: 'Code from the message',
    codeHelp: 'You signed in a while ago. A message with a code is on its way to your address.',
    codeFault: 'Write the digits from the message.',
  },
  signIns: {
    title: 'Sign-ins',
    loading: 'Loading your sign-ins',
    failed: 'Your sign-ins could not be loaded',
    here: 'this browser',
    since: 'signed in',
    used: 'used',
    end: 'Sign out',
    endedOne: 'That sign-in has ended.',
    lead: 'Lost a phone, or used a machine that is not yours? Everything but this browser can be signed out.',
    others: 'Sign out everywhere else',
    ending: 'Signing out',
    sure: 'Sign out everywhere else?',
    sureBody: 'Other browsers and programs that signed in as you are asked to sign in again. Access keys keep working.',
    ended: 'Every other sign-in has ended.',
  },
  ways: {
    title: 'Ways to sign in',
    lead: 'What this account can be opened with.',
    none: 'None but an access key.',
    since: 'added',
    link: 'Link',
    linked: 'opens this account now.',
    unlink: 'Unlink',
    unlinkSure: 'Unlink this way to sign in?',
    unlinkBody: 'It opens this account no more. The others still do.',
    last: 'The last one stays: without it nobody could sign in.',
    fixed: 'They cannot be changed here: the owner of this studio has switched that off.',
  },
  export: {
    title: 'Your data',
    lead: 'Everything kept of you as one ZIP: rows as JSON, your pictures and files as they are. Secrets stay here.',
    do: 'Download a copy',
  },
  delete: {
    title: 'Delete account',
    lead: 'Takes your account and all that is yours alone. What belongs to an organisation stays with it.',
    open: 'Delete account',
    sure: 'Delete your account?',
    body: 'Pictures, projects, keys and history go for good. The ledger keeps its amounts, without your name.',
    confirm: (name: string) => `Type ${name} to confirm`,
    confirmFault: 'That is not the address of this account.',
    password: 'Password',
    passwordHelp: 'Not needed within ten minutes of signing in.',
    do: 'Delete everything',
    deleting: 'Deleting',
    done: 'Your account is gone.',
    report: (rows: number, objects: number) =>
      `${rows} ${rows === 1 ? 'row' : 'rows'} and ${objects} ${objects === 1 ? 'file' : 'files'} were removed.`,
    leave: 'Leave',
  },
  factors: {
    title: 'Authenticators',
    lead: 'With one, the studio opens only after a code from it, whoever has your password.',
    none: 'None yet.',
    unnamed: 'Authenticator',
    add: 'Add an authenticator',
    adding: 'Drawing its code',
    scan: 'Scan this with your authenticator, or type the key into it. Then enter the code it shows.',
    picture: 'Code to scan with an authenticator',
    key: 'Key',
    copy: 'Copy the key',
    code: 'Code it shows now',
    codeFault: 'Write the six digits your authenticator shows.',
    confirm: 'Confirm',
    confirming: 'Checking the code',
    cancel: 'Cancel',
    remove: 'Remove',
    removeSure: 'Remove this authenticator?',
    removeBody: 'Without one, whoever has your password opens the studio.',
  },
} as const;

const providers: Record<string, string> = {
  email: 'E-mail and password',
  phone: 'Telephone',
  google: 'Google',
  github: 'GitHub',
};

/** A way to sign in as people call it; a name we do not know is its own. */
export function providerName(provider: string): string {
  return providers[provider] ?? provider;
}

const methods: Record<string, string> = {
  password: 'password',
  otp: 'message',
  magiclink: 'message',
  recovery: 'recovery',
  invite: 'invitation',
  'email/signup': 'first message',
  oauth: 'another issuer',
  totp: 'authenticator',
  anonymous: 'no name',
};

/** How somebody proved who they are. */
export function methodName(method: string): string {
  return methods[method] ?? method;
}

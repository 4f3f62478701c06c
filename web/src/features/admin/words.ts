/** What the mail page of the administration says. */
export const mailWords = {
  lead: 'Messages to people, newest first. Without a mail server they are kept here, codes and links included; with one only the envelope stays.',
  recipient: 'Recipient',
  refresh: 'Look again',
  loading: 'Loading messages',
  failed: 'The messages could not be loaded',
  list: 'Messages',
  none: 'No messages yet.',
  noneBody: 'Confirmations, links and codes appear here as soon as somebody asks for one.',
  noneTo: 'No message to this address. It has to be the whole address.',
  textMessage: 'Text message',
  states: { kept: 'Kept here', pending: 'Waiting to be sent', sent: 'Sent', failed: 'Not sent' },
} as const;

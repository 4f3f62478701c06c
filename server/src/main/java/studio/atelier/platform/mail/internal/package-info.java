/// Senders, the table of messages, and who works it off.
@NullMarked
package studio.atelier.platform.mail.internal;

import org.jspecify.annotations.NullMarked;

package studio.atelier.platform.mail;

import org.jspecify.annotations.Nullable;

/// Something to tell one person. Prints nothing of its content, which may be a code.
public sealed interface Message {

    /// Who gets it: an address, or a number in digits.
    String recipient();

    /// What it is for, a word such as `recovery`; shown to administrators.
    String kind();

    /// @param html null: text only
    record Email(
            String recipient,
            String kind,
            String subject,
            String text,
            @Nullable String html) implements Message {

        @Override
        public String toString() {
            return "Email[" + kind + "]";
        }
    }

    /// @param recipient E.164 without the plus sign
    record Sms(String recipient, String kind, String text) implements Message {

        @Override
        public String toString() {
            return "Sms[" + kind + "]";
        }
    }
}

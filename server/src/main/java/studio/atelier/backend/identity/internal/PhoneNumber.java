package studio.atelier.backend.identity.internal;

import java.util.Optional;
import java.util.regex.Pattern;

/// Telephone numbers in E.164, kept without the plus sign. Source: wire reference 8.4.
final class PhoneNumber {

    private static final Pattern FORM = Pattern.compile("[1-9][0-9]{1,14}");

    private PhoneNumber() {}

    /// @return digits; empty for what is no number
    static Optional<String> normal(String text) {
        String digits = text.replace("+", "").replace(" ", "");
        return FORM.matcher(digits).matches() ? Optional.of(digits) : Optional.empty();
    }
}

package studio.atelier.backend.identity.internal;

import java.util.Locale;
import java.util.regex.Pattern;

/// What counts as an e-mail address: something before and after one `@`, a dot or `localhost` after it.
public final class EmailAddress {

    static final int LENGTH_MAX = 255;

    // Possessive, so that no input can make it backtrack.
    private static final Pattern FORM =
            Pattern.compile("[^\\s@\"(),:;<>\\[\\]\\\\]{1,64}+@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}+)");

    private EmailAddress() {}

    public static boolean valid(String text) {
        String address = text.trim();
        int at = address.lastIndexOf('@');
        return address.length() <= LENGTH_MAX
                && FORM.matcher(address).matches()
                && !address.endsWith(".")
                && !address.endsWith("-")
                && !address.contains("..")
                && (address.indexOf('.', at) > 0 || address.endsWith("@localhost"));
    }

    /// As it is kept and compared.
    public static String normal(String text) {
        return text.trim().toLowerCase(Locale.ROOT);
    }
}

package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a new password must be.
///
/// @param lengthMin in characters
/// @param needs     it has at least one of each
public record PasswordRule(int lengthMin, List<Characters> needs) {

    /// What bcrypt takes, so that accounts can be moved to another server; more would be ignored there in
    /// silence.
    static final int BYTES_MAX = 72;

    public static final PasswordRule ADMIN = new PasswordRule(8, List.of());

    public PasswordRule {
        needs = List.copyOf(needs);
    }

    /// Kinds of characters. Source: the sets a GoTrue project may ask for.
    public enum Characters {
        LOWER("abcdefghijklmnopqrstuvwxyz", "a small letter"),
        UPPER("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "a capital letter"),
        DIGITS("0123456789", "a digit"),
        SYMBOLS("!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~", "a symbol such as ! or #");

        private final String set;
        private final String words;

        Characters(String set, String words) {
            this.set = set;
            this.words = words;
        }

        /// @throws IllegalArgumentException for a word that names none
        public static Characters of(String name) {
            for (Characters kind : values()) {
                if (kind.wire().equals(name.toLowerCase(Locale.ROOT))) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("it takes lower, upper, digits and symbols");
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean missing(String password) {
            return password.chars().noneMatch(character -> set.indexOf(character) >= 0);
        }
    }

    /// One thing that is wrong with a password.
    ///
    /// @param reason   as GoTrue calls it: `length`, `characters` or `pwned`
    /// @param sentence in its words
    record Weakness(String reason, String sentence) {

        static final Weakness LEAKED =
                new Weakness("pwned", "Password is known to be weak and easy to guess, please choose a different one.");
    }

    PasswordRule forAdmin(boolean admin) {
        return admin && lengthMin < ADMIN.lengthMin ? new PasswordRule(ADMIN.lengthMin, needs) : this;
    }

    boolean tooShort(String password) {
        return password.codePointCount(0, password.length()) < lengthMin;
    }

    boolean lacksCharacters(String password) {
        return needs.stream().anyMatch(kind -> kind.missing(password));
    }

    /// What it needs, for people; empty where nothing is asked for.
    String needed() {
        return needs.stream().map(kind -> kind.words).collect(Collectors.joining(", "));
    }

    List<Weakness> weaknesses(String password) {
        List<Weakness> found = new ArrayList<>();
        if (tooShort(password)) {
            found.add(new Weakness("length", "Password should be at least " + lengthMin + " characters."));
        }
        if (lacksCharacters(password)) {
            String sets = needs.stream().map(kind -> kind.set).collect(Collectors.joining(", "));
            found.add(new Weakness(
                    "characters", "Password should contain at least one character of each: " + sets + "."));
        }
        return found;
    }

    static boolean tooLong(String password) {
        return password.getBytes(UTF_8).length > BYTES_MAX;
    }

    public boolean accepts(String password) {
        return weaknesses(password).isEmpty() && !tooLong(password);
    }
}
